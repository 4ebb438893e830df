/** A person signs in on another device: this one shows a code, and asks until it was entered there (RFC 8628). */
import { EXIT, Failure, interrupted, usage } from '../../exit';
import type { World } from '../../world';
import { mayTravel } from '../address';
import { askToken, refused, type Session } from './sessions';

export interface DeviceQuestion {
  readonly deviceEndpoint: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
  /** How long to ask at most; the code may end before. */
  readonly timeoutMs: number;
}

/** Where the person goes, and what is entered there. */
export interface DeviceCode {
  readonly verificationUri: string;
  readonly userCode: string;
}

interface DeviceAnswer {
  readonly device_code?: unknown;
  readonly user_code?: unknown;
  readonly verification_uri?: unknown;
  /** Seconds. */
  readonly expires_in?: unknown;
  /** Seconds between two questions; 5 where it is not said. */
  readonly interval?: unknown;
  readonly error_description?: unknown;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const INTERVAL_SECONDS = 5;
/** What `slow_down` adds, of this question and all that follow. */
const SLOWER_SECONDS = 5;

/** @param show what the person is to do @throws {Failure} 4 where it comes to nothing */
export async function signInByCode(
  question: DeviceQuestion,
  show: (code: DeviceCode) => void,
  world: Pick<World, 'fetch' | 'now' | 'wait' | 'interrupted'>,
): Promise<Session> {
  const { code, shown, endsAt, seconds } = await askCode(question, world);
  show(shown);
  let interval = seconds;
  while (world.now() + interval * 1_000 < endsAt) {
    await world.wait(interval * 1_000);
    if (world.interrupted.aborted) throw interrupted();
    const answer = await askToken(question, { grant_type: GRANT, device_code: code }, world).catch(unlessCut);
    if (answer?.kind === 'session') return answer.session;
    if (answer === undefined) interval *= 2;
    else if (answer.error === 'slow_down') interval += SLOWER_SECONDS;
    else if (answer.error !== 'authorization_pending') throw refused(answer, question.tokenEndpoint);
  }
  throw new Failure(EXIT.notAllowed, 'Nobody entered the code in time.', {
    code: 'NotSignedIn',
    advice: 'Sign in again: muster login --device-code',
  });
}

/** A connection that was cut is tried again later (RFC 8628, 3.5): somebody is typing the code meanwhile. */
function unlessCut(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error; // as `wire.ts` says it
}

async function askCode(
  { deviceEndpoint, clientId, scope, timeoutMs }: DeviceQuestion,
  { fetch, now }: Pick<World, 'fetch' | 'now'>,
) {
  const url = new URL(deviceEndpoint);
  if (!mayTravel(url)) throw usage(`${url.origin} is neither https nor this computer, so nobody signs in there.`);
  const body = new URLSearchParams({ client_id: clientId, scope });
  const response = await fetch(url, { method: 'POST', body, redirect: 'error' });
  const answer = (await response.json().catch(() => ({}))) as DeviceAnswer;
  const { device_code: code, user_code: userCode, verification_uri: verificationUri } = answer;
  if (typeof code !== 'string' || typeof userCode !== 'string' || typeof verificationUri !== 'string') {
    const why = typeof answer.error_description === 'string' ? answer.error_description : `${response.status}`;
    throw new Failure(EXIT.notAllowed, `The issuer gives no code for another device: ${why}`, {
      code: 'NoDeviceCode',
      place: deviceEndpoint,
      advice: 'Sign in with a browser on this computer (muster login), or let the application use public client flows.',
    });
  }
  const lifeMs = secondsOf(answer.expires_in, timeoutMs / 1_000) * 1_000;
  return {
    code,
    shown: { verificationUri, userCode },
    endsAt: now() + Math.min(lifeMs, timeoutMs),
    seconds: secondsOf(answer.interval, INTERVAL_SECONDS),
  };
}

const secondsOf = (given: unknown, otherwise: number) => (typeof given === 'number' && given > 0 ? given : otherwise);
