/**
 * What goes wrong between a client and Graph, on purpose: throttling, outages, lost answers, lists that lag. For tests of
 * Graph clients and their budgets; off unless handed in.
 */

import type { UserDirectory } from '../../directory/userDirectory';
import type { Clock, RandomSource } from '../../ports';
import { GraphError, serviceUnavailable } from '../http/graphError';
import type { DirectoryContext, Guard } from './answer';
import { createLaggingDirectory } from './laggingDirectory';
import { createQuota, type QuotaSettings } from './quota';

export interface FaultSettings {
  /** 429 for what goes beyond it. */
  readonly quota?: QuotaSettings;
  /** The share of requests, 0 to 1, that is answered 503 and has no effect. */
  readonly unavailable?: { readonly share: number; readonly retryAfterSeconds: number };
  /** The share of requests, 0 to 1, that takes effect and is answered 504 all the same. */
  readonly lostAnswers?: { readonly share: number };
  /** Lists and filters show what was there so many milliseconds ago. */
  readonly listLagMs?: number;
}

/** The directory as a client meets it under these faults. */
export function withFaults(
  directory: UserDirectory,
  settings: FaultSettings,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): DirectoryContext {
  const { quota, unavailable, lostAnswers, listLagMs } = settings;
  const now = () => clock.now();
  const guards: Guard[] = [];
  if (quota) guards.push(createQuota(quota, directory.tenantId, now));
  if (unavailable) {
    guards.push(async (_, run) => {
      if (happens(unavailable.share, random)) throw serviceUnavailable(unavailable.retryAfterSeconds);
      return run();
    });
  }
  if (lostAnswers) {
    guards.push(async (_, run) => {
      const isLost = happens(lostAnswers.share, random);
      const reply = await run().catch((error: unknown) => {
        if (isLost) throw lostAnswer();
        throw error;
      });
      if (isLost) throw lostAnswer();
      return reply;
    });
  }
  return {
    directory: listLagMs === undefined ? directory : createLaggingDirectory(directory, listLagMs, now),
    guard: (request, run) => guards.reduceRight<typeof run>((inner, guard) => () => guard(request, inner), run)(),
  };
}

const lostAnswer = () => new GraphError(504, 'serviceNotAvailable', 'The server did not answer in time.');

function happens(share: number, random: RandomSource): boolean {
  const [high = 0, low = 0] = random.bytes(2);
  return (high * 256 + low) / 65_536 < share;
}
