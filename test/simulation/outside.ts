/**
 * The simulation as `npm run simulate` runs it. Inside Jest's sandbox each use of a global (`Map`, `Promise`, `Date`) goes through the
 * sandbox's own object, and a seed takes four times as long.
 */
import { join } from 'node:path';
import type * as Simulation from './simulation';

declare const loadOutside: (entry: string) => typeof Simulation;

export const { PLANTED_FAULTS, simulate, tellFailure, traceHash, untouched } = loadOutside(
  join(__dirname, 'simulation.ts'),
);
