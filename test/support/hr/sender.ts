/** How HR systems deliver webhooks: what they take for an answer, what they try again, and after how long (spec/hands.md 3.4). */
import { setTimeout as wait } from 'node:timers/promises';

export interface SenderRules {
  /** Fresh for each try, so that a time that is signed may be another. */
  headers(body: string): Promise<Readonly<Record<string, string>>>;
  isAccepted(status: number): boolean;
  /** @param status `undefined` for no answer in time */
  isTriedAgain(status: number | undefined): boolean;
  /** Before each further try, in minutes of the vendor. */
  readonly delaysMinutes: readonly number[];
  /** Longer than this is no answer. */
  readonly patienceMs: number;
  /** What a minute of the vendor lasts here. */
  readonly minuteMs: number;
  readonly contentType?: string;
}

export interface SentWebhook {
  /** The status of each try; `undefined` for none. */
  readonly tries: readonly (number | undefined)[];
  readonly outcome: 'accepted' | 'dropped' | 'given up';
}

export async function sendWebhook(url: string, body: string, rules: SenderRules): Promise<SentWebhook> {
  const tries: (number | undefined)[] = [];
  for (const delay of [0, ...rules.delaysMinutes]) {
    await wait(delay * rules.minuteMs);
    const status = await post(url, body, rules);
    tries.push(status);
    if (status !== undefined && rules.isAccepted(status)) return { tries, outcome: 'accepted' };
    if (!rules.isTriedAgain(status)) return { tries, outcome: 'dropped' };
  }
  return { tries, outcome: 'given up' };
}

async function post(url: string, body: string, rules: SenderRules): Promise<number | undefined> {
  const headers = { 'content-type': rules.contentType ?? 'application/json', ...(await rules.headers(body)) };
  const signal = AbortSignal.timeout(rules.patienceMs);
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** The Web Cryptography API's, so that what we verify was not signed by what we verify with. */
export async function hmacBy(hash: 'SHA-256' | 'SHA-512', key: string, content: string): Promise<Buffer> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, encoder.encode(content)));
}
