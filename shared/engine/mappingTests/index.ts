/** Mapping tests as files (docs/mappings.md, "Testing mappings"): what a command line needs to run them. */
export { compileSchema } from '../compileSchema';
export { defaultSchema, TEMPLATE_IDS } from '../defaultSchema';
export { parseSchema } from '../parseSchema';
export { readCases } from './readCase';
export { reportCase, reportExplanations, reportSummary } from './report';
export { runCase } from './runCase';
