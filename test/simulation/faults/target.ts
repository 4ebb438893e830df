/** Faults in how what was decided is carried out, put in before the target. */
import { ProvisioningError } from '../../../shared/errors';
import type { Target } from '../../../shared/targets/target';
import { type PlantedFault, untouched } from './plantedFault';
import { leaving } from './weathers';

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

export const TARGET_FAULTS: readonly PlantedFault[] = [
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
