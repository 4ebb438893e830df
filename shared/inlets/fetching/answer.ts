/** What a vendor's answer means, and what of it is the document that the mapping reads (spec/hands.md 3.4, 3.6). */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';
import type { FetchStep } from '../definition';
import { parseJson } from '../events/body';
import { firstText, partOf } from '../events/paths';
import type { HeaderReader } from '../signatures/request';
import { withoutBlankWords, withSlashKeysUnfolded } from './normalize';
import { type Judgement, judgeStatus } from './status';

export type AnswerVerdict =
  /** The document, or a page of the list it is picked from; `next` is where the list goes on. */
  | { readonly kind: 'document'; readonly document: Json; readonly next: string | null }
  | Judgement
  /** Somebody else's data: kept as a dead letter, never written. */
  | { readonly kind: 'refused'; readonly message: string };

export interface Answer {
  readonly status: number;
  readonly headers: HeaderReader;
  readonly text: string;
}

/** @param now milliseconds since the epoch, for times to come back at that are told as a moment */
export function readAnswer(step: FetchStep, person: string, answer: Answer, now: number): AnswerVerdict {
  const judged = judgeStatus(answer.status, answer.headers, now);
  if (judged !== undefined) return judged;
  const parsed = parseJson(answer.text);
  if (parsed === undefined || parsed === null || typeof parsed !== 'object') {
    return { kind: 'failed', message: `The answer to "${step.name}" is not JSON.` };
  }
  const whole = step.normalize === 'slashKeys' ? withSlashKeysUnfolded(parsed) : parsed;
  const inner = step.status === null ? undefined : partOf(whole, step.status);
  const part = inner === undefined ? undefined : judgeStatus(Number(inner), answer.headers, now);
  if (part !== undefined) return part;
  const stranger = otherPerson(step, person, whole);
  if (stranger !== undefined) return { kind: 'refused', message: stranger };
  const taken = step.take === null ? whole : partOf(whole, step.take);
  if (taken === undefined || taken === null) {
    return { kind: 'failed', message: `The answer to "${step.name}" has nothing at ${step.take}.` };
  }
  const next = step.next === null ? null : partOf(whole, step.next);
  return {
    kind: 'document',
    document: withoutBlankWords(taken, step.blankValues),
    next: typeof next === 'string' && next !== '' ? next : null,
  };
}

function otherPerson({ id, name }: FetchStep, person: string, whole: Json): string | undefined {
  if (id === null) return undefined;
  const numbered = partOf(whole, id);
  const found = typeof numbered === 'object' ? firstText([whole], [id]) : String(numbered ?? '');
  if (found === person) return undefined;
  return `The answer to "${name}" is about ${found ? `"${found}"` : 'nobody'} at ${id}; "${person}" was asked for.`;
}

/** @param elements of all pages */
export function pickDocument({ pick }: FetchStep, elements: readonly Json[]): JsonObject {
  const objects = elements.filter(isJsonObject);
  if (pick === null) return objects[0] ?? {};
  const rank = (element: JsonObject) => {
    const index = pick.prefer.indexOf(firstText([element], [pick.path]) ?? '');
    return index < 0 ? pick.prefer.length : index;
  };
  const date = (element: JsonObject) => (pick.newest === null ? '' : (firstText([element], [pick.newest]) ?? ''));
  const [best] = objects.toSorted((one, other) => rank(one) - rank(other) || (date(one) < date(other) ? 1 : -1));
  return best ?? {};
}

/** @returns how long a token may be used, in seconds; `undefined` for an answer that holds none */
export function readToken(text: string): { readonly token: string; readonly expiresInSeconds: number } | undefined {
  const answer = parseJson(text);
  if (!isJsonObject(answer) || typeof answer.access_token !== 'string' || answer.access_token === '') return undefined;
  const seconds = Number(answer.expires_in ?? SHORT_LIVED_SECONDS);
  return { token: answer.access_token, expiresInSeconds: seconds > 0 ? seconds : SHORT_LIVED_SECONDS };
}

/** Where the issuer does not say. */
const SHORT_LIVED_SECONDS = 300;
