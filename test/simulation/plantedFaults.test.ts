import { PLANTED_FAULTS, simulate, tellFailure, untouched } from './outside';

test.each(PLANTED_FAULTS.map((fault) => ({ ...fault, fault })))(
  'a planted fault is found within $within seeds: $what ($name)',
  async ({ fault }) => {
    const { profile, weather, within, firstLook } = fault;
    for (let looked = 0; looked < within; looked += 1) {
      const seed = ((firstLook - 1 + looked) % within) + 1;
      const { violations } = await simulate(seed, { profile, fault });
      if (violations.length === 0) continue;
      // It is the fault that breaks the promise, and not the weather that was chosen for it.
      const mild = await simulate(seed, { profile, fault: { ...untouched, profile, weather } });
      if (mild.violations.length > 0) throw new Error(tellFailure(mild, profile, untouched));
      return;
    }
    throw new Error(`No seed from 1 to ${within} finds it.`);
  },
);
