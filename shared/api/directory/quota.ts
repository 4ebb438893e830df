/** Throttling as Graph's identity service does it (spec/wire-contract.md 7.5): per application, by resource units and writes. */

import { resourceUnits } from '../../graph/resourceUnits';
import { GraphError } from '../http/graphError';
import type { Guard } from './answer';
import type { GraphRequest } from './request';
import { createTokenBucket, type TokenBucket } from './tokenBucket';

export interface QuotaSettings {
  readonly unitsPer10Seconds: number;
  readonly writesPer150Seconds: number;
}

const UNITS_WINDOW_MS = 10_000;
const WRITES_WINDOW_MS = 150_000;
/** Graph tells how much is used up from here on. */
const TELL_FROM = 0.8;

interface Buckets {
  readonly units: TokenBucket;
  readonly writes: TokenBucket;
}

export function createQuota(settings: QuotaSettings, tenantId: string, now: () => number): Guard {
  const byApplication = new Map<string, Buckets>();

  function bucketsOf(appId: string): Buckets {
    const buckets = byApplication.get(appId) ?? {
      units: createTokenBucket(settings.unitsPer10Seconds, UNITS_WINDOW_MS, now),
      writes: createTokenBucket(settings.writesPer150Seconds, WRITES_WINDOW_MS, now),
    };
    byApplication.set(appId, buckets);
    return buckets;
  }

  return async (request, run) => {
    const { units, writes } = bucketsOf(request.caller.appId);
    const unitCost = resourceUnits(request);
    const writeCost = request.method === 'GET' ? 0 : 1;
    const unitsWaitMs = units.waitMs(unitCost);
    const writesWaitMs = writeCost === 0 ? 0 : writes.waitMs(writeCost);
    if (unitsWaitMs > 0 || writesWaitMs > 0) throw throttled(request, tenantId, unitsWaitMs, writesWaitMs);
    units.take(unitCost);
    writes.take(writeCost);

    const reply = await run();
    const used = Math.max(units.used(), writes.used());
    if (used <= TELL_FROM) return reply;
    return { ...reply, headers: { ...reply.headers, 'x-ms-throttle-limit-percentage': used.toFixed(2) } };
  };
}

function throttled(
  { caller, method }: GraphRequest,
  tenantId: string,
  unitsWaitMs: number,
  writesWaitMs: number,
): GraphError {
  const seconds = Math.ceil(Math.max(unitsWaitMs, writesWaitMs) / 1000);
  const scope = method === 'GET' ? 'Read' : 'Write';
  return new GraphError(429, 'TooManyRequests', 'Too many requests. Please try again later.', {
    headers: {
      'Retry-After': String(seconds),
      'x-ms-throttle-limit-percentage': '1.00',
      'x-ms-throttle-scope': `Tenant_Application/${scope}/${caller.appId}/${tenantId}`,
      'x-ms-throttle-information': writesWaitMs > unitsWaitMs ? 'WriteLimitExceeded' : 'ResourceUnitLimitExceeded',
    },
  });
}
