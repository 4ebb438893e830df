/**
 * What an inlet is: data, not code (spec/hands.md 0.4, 3.3). A vendor is a scheme of signing with its parameters, paths into
 * what it sends, a recipe of what to fetch, and a mapping in the expression language. `parse/parseInlet.ts` reads one.
 */

/** Whether an event holds the whole person, names the person, or holds what changed. */
export const MODES = ['thin', 'full', 'partial'] as const;
export type InletMode = (typeof MODES)[number];

export interface InletDefinition {
  readonly name: string;
  /** For whoever looks at it later. */
  readonly description: string | null;
  readonly preset: string;
  readonly mode: InletMode;
  readonly enabled: boolean;
  /** What the addresses of the recipe are completed with: `company`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly verify: Verification;
  /** Origins that may ask for CloudEvents by `OPTIONS`; `*` for any. */
  readonly origins: readonly string[];
  /** By path in the body: the text that must stand there, such as the company's id. */
  readonly expect: Readonly<Record<string, string>>;
  readonly event: EventReading;
  /** By type, exact or with `*` at its end. */
  readonly effects: Readonly<Record<string, Effect>>;
  readonly onDeleted: 'ignore' | 'disable';
  /** `null` where the event holds the person. */
  readonly fetch: FetchRecipe | null;
  /** By attribute of the SCIM user. */
  readonly map: Readonly<Record<string, MapRule>>;
  /** Expressions that give dates: on each that lies ahead the person is fetched again. */
  readonly refetchOn: readonly string[];
  /** An IANA name: where the days of `refetchOn` begin. */
  readonly timeZone: string;
  /** Most requests taken a minute. */
  readonly perMinute: number;
  /** Silence longer than this, in milliseconds, is told; `null` for never. */
  readonly expectEveryMs: number | null;
  readonly answers: { readonly accepted: number; readonly busy: number };
}

export type Verification = StandardScheme | HmacScheme | TokenScheme | BasicScheme | BearerScheme;

/** Standard Webhooks 1.0: `{prefix}-id`, `{prefix}-timestamp`, `{prefix}-signature`. */
export interface StandardScheme {
  readonly scheme: 'standard';
  readonly prefix: string;
  readonly toleranceSeconds: number;
}

/** `auto` reads digits as seconds, or as milliseconds where there are thirteen, and anything else as ISO 8601. */
export const TIME_UNITS = ['s', 'ms', 'iso', 'auto'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export interface HmacScheme {
  readonly scheme: 'hmac';
  readonly header: string;
  readonly hash: 'sha256' | 'sha512' | 'sha1';
  readonly encoding: 'hex' | 'base64';
  /** What stands before the signature in its header: `sha256=`. */
  readonly valuePrefix: string;
  /** What is signed, in order: `body`, `header:NAME`, `text:…`. */
  readonly parts: readonly string[];
  readonly join: string;
  readonly key: 'text' | 'base64' | 'hex';
  /** Its header is among the parts; `null` where no time is signed. */
  readonly timestamp: { readonly header: string; readonly unit: TimeUnit } | null;
  readonly toleranceSeconds: number;
  /** The vendor says that the signature identifies the event (Merge). */
  readonly signatureIsId: boolean;
}

/** No signature: a secret in a header. */
export interface TokenScheme {
  readonly scheme: 'token';
  readonly header: string;
  readonly valuePrefix: string;
}

/** `Authorization: Basic`; the secret is `name:password`. */
export interface BasicScheme {
  readonly scheme: 'basic';
}

/** A token of our own issuer with the upload role, which the API decides about. */
export interface BearerScheme {
  readonly scheme: 'bearer';
}

export interface EventReading {
  readonly format: 'json' | 'cloudevents';
  /** The field of a form that holds the event as JSON; `null` where the fields are the event. */
  readonly formField: string | null;
  /** Tried in order: the first whose list and type are there. */
  readonly shapes: readonly EventShape[];
  /** Bodies that only ask whether somebody is there, answered without a signature: a text, or a JSON object. */
  readonly pings: readonly (string | Readonly<Record<string, string>>)[];
}

/** Where things stand in an event. Of several paths the first that gives a value counts. */
export interface EventShape {
  /** Where a list of events stands in the body; `null` where the body is the event. */
  readonly list: string | null;
  /** Types that the shape is for, exact or with `*` at its end; `null` for any. */
  readonly only: string | null;
  readonly type: readonly string[];
  /** The type where no path gives one; `null`: the shape does not fit then. */
  readonly typeElse: string | null;
  readonly person: readonly string[];
  readonly time: readonly string[];
  /** What a time that is a number counts. */
  readonly timeUnit: 's' | 'ms';
  /** Where the sender's own id of the event stands. */
  readonly id: readonly string[];
}

/** What comes of an event of a type (spec/hands.md 3.7). */
export const EFFECTS = ['fetch', 'full', 'deleted', 'revoke', 'ping', 'ignore'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface FetchRecipe {
  readonly auth: FetchAuth;
  /** In this order; what each gives goes by its name in the mapping. */
  readonly steps: readonly FetchStep[];
  /** How long after an event the vendor may still answer with what was before. */
  readonly lagSeconds: number;
  /** How long to wait before the first try, so that a burst costs one. */
  readonly delaySeconds: number;
  /** Most people fetched a minute. */
  readonly perMinute: number;
  /** What it means that the vendor does not know the person. */
  readonly notFound: 'park' | 'deleted';
}

/** Texts may hold `{setting}` and, here alone, `{secret}`. */
export type FetchAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'header'; readonly header: string; readonly value: string }
  | {
      readonly kind: 'clientCredentials';
      readonly url: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | null;
      /** Whether the client's id and secret go into the form or into `Authorization: Basic`. */
      readonly send: 'form' | 'basic';
    };

export interface FetchStep {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** With `{setting}` and `{person}`; a person is one segment of the path or a value of the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; texts in it may hold `{setting}` and `{person}`. */
  readonly body: unknown;
  readonly normalize: 'slashKeys' | null;
  /** Texts that stand for none: `0000-00-00`. */
  readonly blankValues: readonly string[];
  /** Where the answer names the person, which must be the one that was asked for. */
  readonly id: string | null;
  /** Where a batched answer holds the status of its one part. */
  readonly status: string | null;
  /** Where the document stands in the answer; `null` for the whole answer. */
  readonly take: string | null;
  /** Where the answer says how to go on with a list. */
  readonly next: string | null;
  /** Which element of a list is the document. */
  readonly pick: PickRule | null;
}

export interface PickRule {
  /** The words of `path` that go before others, best first. */
  readonly path: string;
  readonly prefer: readonly string[];
  /** Among equals, the one with the latest of these. */
  readonly newest: string | null;
}

/** An expression over `{event, step: answer, …}`, a closed table of words, a constant, or another person by vendor id. */
export type MapRule =
  | string
  | {
      readonly path: string;
      readonly values: Readonly<Record<string, string | number | boolean | null>>;
      readonly otherwise?: string | number | boolean;
    }
  | { readonly value: string | number | boolean }
  | { readonly person: string };

/** What is wrong with a definition, each fault with its place. */
export interface InletFault {
  /** `fetch.steps[0].url`; empty for the definition itself. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}
