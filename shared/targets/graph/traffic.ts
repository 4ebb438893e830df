/**
 * Everything this process sends to Graph. Jobs that use one application in one tenant share its quota, so they share its
 * way out: batches, pacing, and what is known of accounts written lately.
 */
import { createHash } from 'node:crypto';
import type { Clock, RandomSource } from '../../ports';
import type { Exchange } from '../kit/http';
import type { GraphAnswer, GraphCall } from './call';
import { createAllowance, quotasOf } from './pacing/allowance';
import { createDispatcher, type Dispatcher } from './pacing/dispatcher';
import { createSharedAllowance } from './pacing/sharedAllowance';
import type { SharedQuotas } from './pacing/sharedQuota';
import { createRecentWrites, type RecentWrites } from './recentWrites';
import type { GraphTargetSettings } from './settings';
import { createTokenSource, type TokenSource } from './tokens';
import { createGraphTransport } from './transport';

/** One job's place on the way out. */
export interface GraphLine {
  /** Any answer but 429. @throws {ProvisioningError} when there is none */
  send(call: GraphCall): Promise<GraphAnswer>;
  readonly recent: RecentWrites;
  /** The token that requests go with now. @throws {ProvisioningError} InvalidCredentials, EndpointUnavailable */
  token(): Promise<string>;
}

export interface GraphTraffic {
  /** @param job whose requests take turns with those of other jobs */
  line(job: string, settings: GraphTargetSettings): GraphLine;
}

export interface TrafficPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly exchange: Exchange;
  /** Where access tokens come from; Microsoft Entra when absent. */
  readonly tokens?: TokenSource;
  /** What instances have been promised of the quotas that they share; absent: as if nobody else spent of them. */
  readonly quotas?: SharedQuotas;
}

interface Way {
  readonly dispatcher: Dispatcher;
  readonly tokens: TokenSource;
  readonly recent: RecentWrites;
}

export function createGraphTraffic({ clock, random, exchange, tokens, quotas }: TrafficPorts): GraphTraffic {
  /** By address, credentials and limits; a handful a process, and replaced credentials are seldom. */
  const ways = new Map<string, Way>();
  const now = () => clock.now();

  function open(settings: GraphTargetSettings): Way {
    const { baseUrl, timeoutMs, tenantSize, patienceMs } = settings;
    const source = tokens ?? createTokenSource(settings.credentials, baseUrl);
    const transport = createGraphTransport({ baseUrl, timeoutMs, tokens: source, clock, random, exchange });
    const allowance =
      quotas === undefined
        ? createAllowance(quotasOf(tenantSize), now)
        : createSharedAllowance(quotasOf(tenantSize), quotaName(settings), { clock, quotas });
    return {
      dispatcher: createDispatcher({ transport, allowance, clock, patienceMs }),
      tokens: source,
      recent: createRecentWrites(now),
    };
  }

  return {
    line(job, settings) {
      const key = fingerprint(settings);
      const way = ways.get(key) ?? open(settings);
      ways.set(key, way);
      const send: GraphLine['send'] = (call) => way.dispatcher.send(job, call);
      return { send, recent: way.recent, token: () => way.tokens.token() };
    },
  };
}

/** Graph counts by application and tenant, whatever the application shows to prove who it is. */
function quotaName({ baseUrl, tenantId, credentials }: GraphTargetSettings): string {
  const own = credentials.kind === 'managedIdentity' || credentials.kind === 'workloadIdentity';
  const application = credentials.clientId ?? (own ? 'own' : '');
  return `graph ${new URL(baseUrl).host} ${tenantId} ${application}`.toLowerCase();
}

/** Hashed, so that no secret is kept for longer than it is used. */
function fingerprint({ baseUrl, credentials, tenantSize, timeoutMs, patienceMs }: GraphTargetSettings): string {
  const all = JSON.stringify([baseUrl, Object.entries(credentials).sort(), tenantSize, timeoutMs, patienceMs]);
  return createHash('sha256').update(all).digest('hex');
}
