/** Words of the mapping tests: what is expected of people, and whether the draft gives it. */
import { counted } from '../rules/numbers';

export const testWords = {
  title: 'Mapping tests',
  open: (red: number) => (red === 0 ? 'Tests' : `Tests: ${red} red`),
  lede: 'What people are expected to be given. They run on your draft, here and before every save, by the engine itself.',
  none: 'No test yet',
  noneMore: 'Add somebody whose values are right today: from then on every draft is held against them.',
  sum: (passed: number, red: number) =>
    red === 0 ? `${counted(passed, 'test')} pass.` : `${counted(red, 'test')} of ${passed + red} fail.`,
  noTests: 'No mapping tests are kept with this job.',
  pass: 'Passes',
  fail: 'Fails',
  broken: 'Cannot be run',
  expected: 'expected',
  actual: 'gives',
  remove: (name: string) => `Remove ${name}`,
  add: 'Add as a test',
  addName: (person: string) => `Add ${person} as a test`,
  addHint: 'As a new account, with the values that this draft gives. A name says what should happen.',
  nameOf: (person: string) => `${person} gets what the mappings give today`,
  nobody: 'Choose a person on the page behind, to add as a test.',
  json: 'Edit as JSON',
  jsonHint: 'As docs/mappings.md tells: muster schema test takes the same.',
  take: 'Keep these',
  list: 'Show the list',
  wrong: 'The draft has faults. Tests run when it has none.',
  reload: 'Read them again',
  typed: 'A mapping test fails. Type the name of the job to save it all the same.',
  unknown: 'The mapping tests could not be read. Type the name of the job to save without them.',
} as const;
