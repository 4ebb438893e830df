/** Faults in what is made of people who are asked for together. */
import { ProvisioningError } from '../../../shared/errors';
import { packKey } from '../../../shared/store/people/entryPacks';
import type { Target, TargetUser } from '../../../shared/targets/target';
import { type PlantedFault, untouched } from './plantedFault';
import { reading, readState, replacing } from './rows';
import { choking, doubled, lagging, leavingOut, writtenByHand } from './weathers';

const LONG_AGO = packKey(0, '0');

/** What a list showed last of an account is what its next reading gives. */
function unread(target: Target): Target {
  const shown = new Map<string, TargetUser>();
  return {
    ...target,
    async readMany(anchors, wanted) {
      const found = (await target.readMany?.(anchors, wanted)) ?? new Map<string, TargetUser>();
      for (const [anchor, user] of found) shown.set(anchor, user);
      return found;
    },
    async read(anchor, wanted) {
      const listed = shown.get(anchor);
      shown.delete(anchor);
      return listed ?? target.read(anchor, wanted);
    },
  };
}

/** Whatever a list cannot be made for is everybody's trouble. */
function failingAll(target: Target): Target {
  const outage = (error: unknown) => {
    if (!(error instanceof ProvisioningError)) throw error;
    throw new ProvisioningError('EndpointUnavailable', error.message);
  };
  return {
    ...target,
    findMany: async (...asked) => (await target.findMany?.(...asked).catch(outage)) ?? new Map(),
    readMany: async (...asked) => (await target.readMany?.(...asked).catch(outage)) ?? new Map(),
  };
}

/** Wherever somebody looks. */
function firstOfMany(target: Target): Target {
  return {
    ...target,
    find: async (...asked) => (await target.find(...asked)).slice(0, 1),
    async findMany(...asked) {
      const found = (await target.findMany?.(...asked)) ?? new Map<string, readonly TargetUser[]>();
      return new Map([...found].map(([value, users]) => [value, users.slice(0, 1)]));
    },
  };
}

const listed: PlantedFault = { ...untouched, profile: 'lists' };

export const LIST_FAULTS: readonly PlantedFault[] = [
  {
    ...listed,
    name: 'trust-list-miss',
    what: 'whoever a list leaves out counts as missing, whatever the target says of its lists',
    weather: leavingOut,
    within: 20,
    firstLook: 3,
    target: (target) => ({
      ...target,
      ...(target.together && { together: { ...target.together, missesCount: true } }),
    }),
  },
  {
    ...listed,
    name: 'gather-unsettled',
    what: 'nobody looks when a person was last worked on, and lists are believed right after a write',
    weather: lagging,
    within: 40,
    firstLook: 18,
    storage: (storage) =>
      replacing(storage, {
        people: (table) =>
          reading(table, (row) => readState(row, (state) => ({ ...state, history: { packs: [LONG_AGO], all: true } }))),
      }),
  },
  {
    ...listed,
    name: 'write-from-list',
    what: 'what a list shows is written to, without a look at the account itself',
    weather: writtenByHand,
    within: 40,
    target: unread,
  },
  {
    ...listed,
    name: 'one-value-fails-all',
    what: 'one person that no list can be made with fails all who were asked for together',
    weather: choking,
    within: 20,
    target: failingAll,
  },
  {
    ...listed,
    name: 'first-of-two',
    what: 'of two accounts that a person could have a list tells one, and it is taken',
    weather: doubled,
    within: 20,
    target: firstOfMany,
  },
];
