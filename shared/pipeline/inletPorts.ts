/** What work on events of inlets asks of the house beside stores (spec/hands.md 3). Types only. */
import type { FetchAuth, InletDefinition } from '../inlets/definition';
import type { Answer } from '../inlets/fetching/answer';
import type { PreparedRequest } from '../inlets/fetching/recipe';
import type { Judgement } from '../inlets/fetching/status';
import type { InletMapping } from '../inlets/mapping/toOperation';
import type { OpenSecret } from '../inlets/signatures/request';
import type { InletHealth, InletTrouble } from '../store/inlets/inletHealth';
import type { InletPlace } from '../store/inlets/inletRows';
import type { Inlet } from '../store/inlets/inlets';

/** An inlet, read and compiled. */
export interface InletContext {
  readonly inlet: Inlet;
  readonly definition: InletDefinition;
  readonly mapping: InletMapping;
  /** As it was when the rest was read. */
  readonly health: InletHealth;
  /** What deliveries are proved by: those that have not ended. */
  secrets(): Promise<readonly OpenSecret[]>;
  /** What the HR system is shown; `undefined` where none was saved. */
  fetchSecret(): Promise<string | undefined>;
}

export type InletLookup =
  | { readonly kind: 'found'; readonly context: InletContext }
  /** There is none, or its job is gone. */
  | { readonly kind: 'unknown' }
  /** It was removed, or is not enabled. */
  | { readonly kind: 'gone' }
  /** What was saved by another release is none that this one understands. */
  | { readonly kind: 'unreadable'; readonly message: string };

export interface InletContexts {
  /** As it was known within half a minute. */
  recall(place: InletPlace): Promise<InletLookup>;
  /** As it is now. */
  load(place: InletPlace): Promise<InletLookup>;
  /** Forgets what is remembered, after a change made here. */
  forget(place: InletPlace): void;
}

/** Under which ids HR systems know people whom inlets told of. */
export interface VendorIds {
  /** @returns `undefined` where the inlet has let in nobody of that anchor */
  find(place: InletPlace, anchor: string): Promise<string | undefined>;
}

/** By mail. @returns false when it could not be sent, and is to be tried again */
export type TellInlet = (inlet: Inlet, trouble: InletTrouble) => Promise<boolean>;

/** What this instance notices at an inlet's door. */
export interface InletWatch {
  /** A request was refused for its signature. */
  rejected(place: InletPlace): Promise<void>;
  /** These secrets proved a delivery. */
  used(place: InletPlace, secretIds: readonly string[]): Promise<void>;
  /** Counts a request of this minute. @returns 0 when it may be taken; otherwise in how many milliseconds one may */
  takeTurn(place: InletPlace, perMinute: number): number;
}

/**
 * One request to an HR system, bounded in time and size; no redirect is followed, and no address called that egress refuses.
 *
 * @throws {ProvisioningError} for whatever kept an answer from arriving
 */
export type AskVendor = (request: PreparedRequest) => Promise<Answer>;

export type TokenAnswer = { readonly kind: 'token'; readonly token: string } | Judgement;

/** Access tokens of HR systems that give them for a client's id and secret. */
export interface VendorTokens {
  get(
    place: InletPlace,
    auth: Extract<FetchAuth, { readonly kind: 'clientCredentials' }>,
    settings: Readonly<Record<string, string>>,
    secret: string,
  ): Promise<TokenAnswer>;
  /** The HR system does not take it any more. */
  forget(place: InletPlace): void;
}
