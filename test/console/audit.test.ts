/** What of the audit is shown, and in which words. */
import { activityWords, type Initiated, initiatorName, namesIn, wantedRecords } from '../../console/rules/audit';

test.each<{ by: Initiated; name: string }>([
  { by: { user: { displayName: 'Ada Dahl', userPrincipalName: 'ada@contoso.com' } }, name: 'Ada Dahl' },
  { by: { user: { displayName: null, userPrincipalName: 'ada@contoso.com' } }, name: 'ada@contoso.com' },
  { by: { app: { appId: 'a0450e00' } }, name: 'a0450e00' },
  { by: { service: 'Muster' }, name: 'itself' },
])('$name did it', ({ by, name }) => {
  expect(initiatorName(by, 'itself')).toBe(name);
});

const ADA = { user: { displayName: 'Ada Dahl', userPrincipalName: null } };
const RECORDS = [
  { activity: 'SaveSchema', initiatedBy: ADA },
  { activity: 'PauseJob', initiatedBy: ADA },
  { activity: 'Quarantine', initiatedBy: { service: 'Muster' } },
];

test.each([
  { activity: undefined, by: undefined, found: ['SaveSchema', 'PauseJob', 'Quarantine'] },
  { activity: undefined, by: 'Ada Dahl', found: ['SaveSchema', 'PauseJob'] },
  { activity: 'PauseJob', by: 'Ada Dahl', found: ['PauseJob'] },
  { activity: 'PauseJob', by: 'itself', found: [] },
  { activity: undefined, by: 'itself', found: ['Quarantine'] },
])('$activity by $by', ({ found, ...wanted }) => {
  expect(wantedRecords(RECORDS, wanted, 'itself').map(({ activity }) => activity)).toEqual(found);
});

test('names stand once, in the order of the alphabet', () => {
  expect(namesIn(['b', 'a', 'b'])).toEqual(['a', 'b']);
});

test.each([
  ['SaveSchema', 'Save schema'],
  ['ProvisionOnDemand', 'Provision on demand'],
  ['Quarantine', 'Quarantine'],
])('%s is read as «%s»', (activity, words) => {
  expect(activityWords(activity)).toBe(words);
});
