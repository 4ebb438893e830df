/** Every fault the simulation is known to find (`plantedFaults.test.ts`). */
import { AGENT_FAULTS } from './agents';
import { GUARD_FAULTS } from './guard';
import { INLET_FAULTS } from './inlets';
import { INTAKE_FAULTS } from './intake';
import { LANE_FAULTS } from './lanes';
import { LIST_FAULTS } from './lists';
import { MEANING_FAULTS } from './meaning';
import { OUTAGE_FAULTS } from './outage';
import type { PlantedFault } from './plantedFault';
import { QUEUE_FAULTS } from './queue';
import { RECORD_FAULTS } from './record';
import { REFERENCE_FAULTS } from './references';
import { STORE_FAULTS } from './store';
import { TARGET_FAULTS } from './target';
import { TOLD_FAULTS } from './told';

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...STORE_FAULTS,
  ...INTAKE_FAULTS,
  ...QUEUE_FAULTS,
  ...GUARD_FAULTS,
  ...TARGET_FAULTS,
  ...RECORD_FAULTS,
  ...REFERENCE_FAULTS,
  ...MEANING_FAULTS,
  ...AGENT_FAULTS,
  ...OUTAGE_FAULTS,
  ...TOLD_FAULTS,
  ...INLET_FAULTS,
  ...LANE_FAULTS,
  ...LIST_FAULTS,
];
