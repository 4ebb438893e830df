/** What the tests need of the simulation, as one module that can be loaded outside of Jest (`outside.ts`). */
export { PLANTED_FAULTS } from './faults';
export { untouched } from './faults/plantedFault';
export { tellFailure } from './report';
export { simulate, traceHash } from './simulate';
