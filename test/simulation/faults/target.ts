/** Faults in how what was decided is carried out, put in before the target. */
import { ProvisioningError } from '../../../shared/errors';
import type { AttributeChanges, Target, Told } from '../../../shared/targets/target';
import { type PlantedFault, untouched } from './plantedFault';
import { reading, readState, replacing } from './rows';
import { leaving, stubborn } from './weathers';

/** What the target refused of a person is refused again, although only the disabling is left of it. */
function heldBack(target: Target): Target {
  const refused = new Map<string, ProvisioningError>();
  return {
    ...target,
    async update(id, changes) {
      const before = refused.get(id);
      refused.delete(id);
      if (before !== undefined && Object.keys(changes).join() === 'accountEnabled') throw before;
      try {
        return await target.update(id, changes);
      } catch (error) {
        if (error instanceof ProvisioningError && error.category === 'permanent') refused.set(id, error);
        throw error;
      }
    },
  };
}

/** A target that is taken at its word: what was written is what it holds. */
const believed =
  (isBelieved: (name: string) => boolean) =>
  (target: Target): Target => {
    const echo = (written: AttributeChanges, told: Told): Told => ({
      ...told,
      ...Object.fromEntries(Object.entries(written).filter(([name]) => isBelieved(name))),
    });
    return {
      ...target,
      async create(attributes, key) {
        const created = await target.create(attributes, key);
        return { ...created, told: echo(attributes, created.told) };
      },
      update: async (id, changes) => echo(changes, await target.update(id, changes)),
    };
  };

const notDoing: PlantedFault = { ...untouched, profile: 'stubborn', weather: stubborn };

export const TARGET_FAULTS: readonly PlantedFault[] = [
  {
    ...notDoing,
    name: 'not-applied-forgotten',
    what: 'what the target did not take is told as success',
    within: 20,
    target: believed((name) => name !== 'accountEnabled'),
  },
  {
    ...notDoing,
    name: 'not-applied-rewritten',
    what: 'what the target did not take is written again with every upload',
    within: 20,
    storage: (storage) =>
      replacing(storage, {
        people: (table) => reading(table, (row) => readState(row, ({ writes: _, ...state }) => state)),
      }),
  },
  {
    ...notDoing,
    name: 'disable-believed',
    what: 'a disabling that did not take is told as success',
    within: 40,
    firstLook: 19,
    target: believed((name) => name === 'accountEnabled'),
  },
  {
    ...untouched,
    name: 'disable-held-back',
    firstLook: 9,
    what: 'a leaver stays enabled where another attribute of the same plan is refused',
    weather: leaving,
    within: 60,
    target: heldBack,
  },
];
