/** Faults in what Muster makes of a target that goes away, and of credentials that die. */
import type { Storage } from '../../../shared/store/azure/connection';
import type { Authorization } from '../../../shared/targets/scim/credentials/contract';
import { type PlantedFault, untouched } from './plantedFault';
import { absent, forgettingTokens } from './weathers';

/** Nobody sees who waits for the target. */
function strandedUnseen(storage: Storage): Storage {
  return {
    ...storage,
    table(name) {
      const table = storage.table(name);
      return {
        ...table,
        async *query(range) {
          if (range.from?.startsWith('t!') !== true) yield* table.query(range);
        },
      };
    },
  };
}

/** A request that is refused with a token that somebody has renewed meanwhile is not sent again. */
function onlyTheFirstRenews(authorization: Authorization): Authorization {
  const refused = new Set<string>();
  return {
    ...authorization,
    refused(header) {
      if (refused.has(header.value)) return false;
      refused.add(header.value);
      return authorization.refused(header);
    },
  };
}

export const OUTAGE_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'nobody-freed',
    what: 'who failed while the target was away waits for the next rung of the ladder',
    profile: 'outage',
    weather: absent,
    within: 20,
    storage: strandedUnseen,
  },
  {
    ...untouched,
    name: 'token-not-renewed',
    what: 'a token that the service has forgotten is not renewed',
    profile: 'outage',
    weather: forgettingTokens,
    within: 20,
    authorization: (authorization) => ({ ...authorization, refused: () => false }),
  },
  {
    ...untouched,
    name: 'first-renews-alone',
    what: 'of many requests that are refused with one token only the first is sent again',
    profile: 'outage',
    weather: forgettingTokens,
    firstLook: 3,
    within: 20,
    authorization: onlyTheFirstRenews,
  },
];
