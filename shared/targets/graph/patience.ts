/**
 * Reading what was just written. Any replica may answer a request, also one that a create has not reached yet; asking again
 * for some seconds nearly always finds it, and after that it is a bad moment and not an account that is gone.
 */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';
import type { Place, RecentWrites } from './recentWrites';

export interface Patience {
  /**
   * Asks until there is an answer, again only when one of the accounts it is about lately came to one of these places.
   *
   * @param references ids or UPNs
   * @param ask gives `undefined` for "not found"
   * @throws {ProvisioningError} EndpointUnavailable when an account that must be there still cannot be seen
   */
  find<T>(
    references: readonly string[],
    places: readonly Place[],
    ask: () => Promise<T | undefined>,
  ): Promise<T | undefined>;
}

/** Before each further try, in milliseconds. */
export const PAUSES_MS: readonly number[] = [500, 1_000, 2_000];

export function createPatience(recent: RecentWrites, clock: Clock): Patience {
  return {
    async find(references, places, ask) {
      const isFresh = () => references.some((one) => places.some((place) => recent.isFresh(one, place)));
      for (const pauseMs of PAUSES_MS) {
        const found = await ask();
        if (found !== undefined || !isFresh()) return found;
        await clock.sleep(pauseMs);
      }
      const found = await ask();
      if (found !== undefined || !isFresh()) return found;
      throw new ProvisioningError(
        'EndpointUnavailable',
        'The account was written moments ago and Microsoft Graph does not show it yet. Nothing was changed.',
      );
    },
  };
}
