/**
 * A target that wants access tokens, which last half a minute and may all be forgotten at any time, as services do that are
 * restarted. Each process has a client of its own, the one of the SCIM target (`client.ts`), and speaks through it.
 */
import { ProvisioningError } from '../../shared/errors';
import type { Clock } from '../../shared/ports';
import type { Exchange, HttpAnswer } from '../../shared/targets/kit/http';
import { createScimClient } from '../../shared/targets/scim/client';
import { createAuthorization } from '../../shared/targets/scim/credentials/authorization';
import type { Authorization } from '../../shared/targets/scim/credentials/contract';
import { checkScimSettings } from '../../shared/targets/scim/settings';
import type { Target } from '../../shared/targets/target';
import type { Chance } from './chance';
import type { Scheduler } from './scheduler';

/** Whose tokens they are: one for all processes. */
export class TokenService {
  #issued = 0;
  #valid = new Map<string, number>();

  constructor(private readonly scheduler: Scheduler) {}

  issue(): string {
    this.#issued += 1;
    const token = `token-${this.#issued}`;
    this.#valid.set(token, this.scheduler.now + LIFETIME_S * 1_000);
    return token;
  }

  forgetAll(): void {
    this.scheduler.note('every token is forgotten');
    this.#valid = new Map();
  }

  takes(header: string | undefined): boolean {
    const until = this.#valid.get(header?.slice('Bearer '.length) ?? '');
    return until !== undefined && this.scheduler.now <= until;
  }
}

/** Clocks are off by less than the share of it that a token is renewed before its end. */
const LIFETIME_S = 30;
/** Longest way to the service, milliseconds. */
const WAY_MS = 300;

export interface TokenPorts {
  readonly service: TokenService;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly chance: Chance;
  /** What the client makes of its credentials. */
  readonly authorization: (authorization: Authorization) => Authorization;
}

/** The target as a process sees it that needs a token for each call. */
export function withTokens(target: Target, { service, scheduler, clock, chance, authorization }: TokenPorts): Target {
  const calls = new Map<string, () => Promise<void>>();
  const way = () => scheduler.sleep(chance.whole(WAY_MS));

  const exchange: Exchange = async ({ url, headers }) => {
    await way();
    const { pathname } = new URL(url);
    if (pathname === '/token') {
      const body = { access_token: service.issue(), expires_in: LIFETIME_S };
      await way();
      return answer(200, JSON.stringify(body));
    }
    const isTaken = service.takes(headers.authorization);
    scheduler.note(`${pathname} with ${headers.authorization}: ${isTaken ? 'taken' : 'refused'}`);
    if (!isTaken) return answer(401);
    await calls.get(pathname)?.();
    return answer(200);
  };

  const settings = checkScimSettings({
    profile: 'rfc',
    timeoutMs: 30_000,
    patienceMs: 30_000,
    allowHttpLoopback: false,
    baseUrl: 'https://target.example',
    credentials: {
      kind: 'clientCredentials',
      tokenUrl: 'https://target.example/token',
      clientId: 'c',
      clientSecret: 's',
    },
  });
  const client = createScimClient({
    ...settings,
    patienceMs: Number.POSITIVE_INFINITY, // how long a claim lasts is tried elsewhere
    authorization: authorization(createAuthorization(settings, { clock, exchange })),
    clock,
    exchange,
  });

  let asked = 0;
  async function call<T>(effect: () => Promise<T>): Promise<T> {
    asked += 1;
    const path = `/call${asked}`;
    let result: Promise<T> | undefined;
    calls.set(path, async () => {
      result = effect();
      await result.catch(() => undefined); // told to whoever asked
    });
    await client.send({ method: 'POST', path });
    calls.delete(path);
    if (result === undefined) throw new ProvisioningError('InvalidCredentials', 'The service does not take the token.');
    return result;
  }

  return {
    ...target,
    find: (...args) => call(() => target.find(...args)),
    read: (...args) => call(() => target.read(...args)),
    create: (...args) => call(() => target.create(...args)),
    update: (...args) => call(() => target.update(...args)),
    delete: (...args) => call(() => target.delete(...args)),
    restore: (...args) => call(() => target.restore(...args)),
    setReference: (...args) => call(() => target.setReference(...args)),
    isTaken: (...args) => call(() => target.isTaken(...args)),
    testConnection: (...args) => call(() => target.testConnection(...args)),
  };
}

function answer(status: number, text = ''): HttpAnswer {
  return { status, headers: new Headers(), text };
}
