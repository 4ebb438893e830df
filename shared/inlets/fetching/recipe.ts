/**
 * What is asked of a vendor about one person, as data: requests that somebody else sends (spec/hands.md 3.4). Only hosts
 * that the definition itself names are ever asked; nothing that comes in an event or an answer adds one.
 */
import type { FetchAuth, FetchRecipe, FetchStep, InletDefinition } from '../definition';
import { complete, completeJson, encodeSegment, isSegment, type Names } from './template';

export interface PreparedRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export type StepVerdict =
  | { readonly ok: true; readonly request: PreparedRequest }
  /** The event names somebody whom no address can hold. */
  | { readonly ok: false; readonly code: 'NoPerson'; readonly message: string };

/** @param authorization headers that `authorizationOf` gave, or those of a token */
export function prepareStep(
  step: FetchStep,
  settings: Names,
  person: string,
  authorization: Readonly<Record<string, string>>,
): StepVerdict {
  if (!isSegment(person)) {
    return { ok: false, code: 'NoPerson', message: 'The id of the person cannot be part of an address.' };
  }
  const names = { ...settings, person };
  const body = step.body === null || step.body === undefined ? null : JSON.stringify(completeJson(step.body, names));
  const headers: Record<string, string> = { accept: 'application/json', ...lowerCased(step.headers), ...authorization };
  if (body !== null) headers['content-type'] ??= 'application/json';
  return { ok: true, request: { method: step.method, url: complete(step.url, names, encodeSegment), headers, body } };
}

/** The next page of a list: a GET of the address the vendor gave. `undefined` where that leads to another host. */
export function prepareNext(
  request: PreparedRequest,
  next: string,
  authorization: Readonly<Record<string, string>>,
): PreparedRequest | undefined {
  if (!URL.canParse(next, request.url)) return undefined;
  const url = new URL(next, request.url);
  if (url.origin !== new URL(request.url).origin) return undefined;
  return { method: 'GET', url: url.href, headers: { accept: 'application/json', ...authorization }, body: null };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Every host that the recipe leads to, lower case, with its port where it has one. */
export function hostsOf({ fetch, settings }: Pick<InletDefinition, 'fetch' | 'settings'>): readonly string[] {
  if (fetch === null) return [];
  return [
    ...new Set(urlsOf(fetch).map((url) => new URL(complete(url, { ...settings, person: 'x' }, encodeSegment)).host)),
  ];
}

export function urlsOf({ auth, steps }: FetchRecipe): readonly string[] {
  return [...(auth.kind === 'clientCredentials' ? [auth.url] : []), ...steps.map(({ url }) => url)];
}

/** @returns the headers that authorize a request; `undefined` where a token is to be asked for first (`tokenRequest`) */
export function authorizationOf(
  auth: FetchAuth,
  settings: Names,
  secret: string,
): Readonly<Record<string, string>> | undefined {
  const fill = (text: string) => complete(text, { ...settings, secret });
  switch (auth.kind) {
    case 'none':
      return {};
    case 'basic':
      return { authorization: basic(fill(auth.username), fill(auth.password)) };
    case 'bearer':
      return bearer(fill(auth.token));
    case 'header':
      return { [auth.header.toLowerCase()]: fill(auth.value) };
    case 'clientCredentials':
      return undefined;
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

/** The request for a token by OAuth 2.0's client credentials (RFC 6749, 4.4). */
export function tokenRequest(
  auth: Extract<FetchAuth, { readonly kind: 'clientCredentials' }>,
  settings: Names,
  secret: string,
): PreparedRequest {
  const fill = (text: string) => complete(text, { ...settings, secret });
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const [id, password] = [fill(auth.clientId), fill(auth.clientSecret)];
  if (auth.send === 'basic') headers.authorization = basic(encodeURIComponent(id), encodeURIComponent(password));
  else {
    form.set('client_id', id);
    form.set('client_secret', password);
  }
  if (auth.scope !== null) form.set('scope', auth.scope);
  return { method: 'POST', url: complete(auth.url, settings, encodeSegment), headers, body: form.toString() };
}
