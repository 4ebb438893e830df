/** Faults of agents. */
import { type PlantedFault, untouched } from './plantedFault';
import { slowClock } from './weathers';

export const AGENT_FAULTS: readonly PlantedFault[] = [
  {
    ...untouched,
    name: 'machine-time',
    what: 'agents go by the clock of their machine, which is ten minutes slow',
    profile: 'agents',
    weather: slowClock,
    within: 5,
    agentsGoBy: 'machine',
  },
];
