/** What a run leaves behind is judged rightly: each way of breaking a promise is told, and a good run is not accused. */
import { groupBy } from '../../../shared/collections';
import type { JsonObject } from '../../../shared/scim/json';
import { ENTERPRISE_USER } from '../../../shared/scim/urns';
import type { Evidence } from './evidence';
import { planKills } from './plan';
import { brokenPromises } from './promises';

/** What this test reads of a synthetic person. */
interface SentPerson extends JsonObject {
  readonly externalId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly title: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
  readonly addresses: [{ readonly locality: string }];
  readonly [ENTERPRISE_USER]: { readonly department: string };
}

const PLAN = planKills({ people: 60, kills: 2, seed: 3 });

/** A run in which everything went well: two bulks, one cycle. */
function goodRun(): Evidence {
  const numbered = new Map(PLAN.people.map(({ externalId }, index) => [String(externalId), `entry-${index}`]));
  const entries = [...numbered].map(([anchor, id]) => ({
    id,
    cycleId: 'cycle',
    provisioningAction: 'create',
    provisioningStatusInfo: { status: 'success', errorInformation: null },
    provisioningSteps: [{ provisioningStepType: 'import' }, { provisioningStepType: 'export' }],
    sourceIdentity: { id: anchor },
  }));
  const accounts = (PLAN.people as readonly SentPerson[]).map((person, index) => ({
    id: `account-${index}`,
    employeeId: person.externalId,
    userPrincipalName: person.userName,
    displayName: person.displayName,
    givenName: person.name.givenName,
    surname: person.name.familyName,
    jobTitle: person.title,
    department: person[ENTERPRISE_USER].department,
    city: person.addresses[0].locality,
    accountEnabled: true,
    ...(index > 0 && { manager: { id: `account-${Math.floor((index - 1) / 8)}` } }),
  }));
  const receipts = PLAN.bulks.map(({ clientRequestId, people }) => ({
    id: clientRequestId,
    status: 'completed',
    waitingReason: null,
    totalOperations: people.length,
    operations: people.map(({ externalId }) => ({
      bulkId: String(externalId),
      externalId: String(externalId),
      status: 'success',
      logEntryId: numbered.get(String(externalId)) ?? '',
    })),
  }));
  const job = {
    code: 'Active',
    quarantine: null,
    progress: [],
    lastExecution: { activityIdentifier: 'cycle', countImported: 60, state: 'Succeeded' },
    synchronizedEntryCountByType: [{ key: 'User', value: 60 }],
  };
  return { plan: PLAN, entries, accounts, receipts, job };
}

test('a good run breaks nothing', () => expect(brokenPromises(goodRun())).toEqual([]));

const withoutFirst = <T>([, ...others]: readonly T[]): T[] => others;
const twice = <T>(items: readonly T[]): T[] => [...items, ...items.slice(0, 1)];

test.each<[string, (run: Evidence) => Partial<Evidence>, string]>([
  ['a bulk without a receipt', ({ receipts }) => ({ receipts: withoutFirst(receipts) }), '1 of 2 bulks have a receipt'],
  ['an entry that is missing', ({ entries }) => ({ entries: withoutFirst(entries) }), '100000 has 0 final entries: '],
  [
    'a second entry',
    ({ entries }) => ({ entries: [...entries, ...entries.slice(0, 1).map((entry) => ({ ...entry, id: 'second' }))] }),
    '100000 has 2 final entries: create success, create success',
  ],
  ['an entry told twice', ({ entries }) => ({ entries: twice(entries) }), '61 entries share 60 ids'],
  ['a person without an account', ({ accounts }) => ({ accounts: withoutFirst(accounts) }), '100000 has no account'],
  ['a second account', ({ accounts }) => ({ accounts: twice(accounts) }), '100000 has 2 accounts'],
  [
    'an old value',
    ({ accounts }) => ({ accounts: accounts.map((account) => ({ ...account, city: 'Leeds' })) }),
    "100001 has city 'Leeds', should be 'Kraków'",
  ],
  [
    'a manager who was forgotten',
    ({ accounts }) => ({ accounts: accounts.map(({ manager: _, ...account }) => account) }),
    '100001 reports to undefined, should be account-0',
  ],
  [
    'a cycle that is open',
    ({ job }) => ({ job: { ...job, progress: [{ completedUnits: 59, totalUnits: 60 }] } }),
    'a cycle is open at 59 of 60',
  ],
  [
    'counts that are wrong',
    ({ job }) => ({ job: { ...job, synchronizedEntryCountByType: [{ key: 'User', value: 61 }] } }),
    'the job counts 61 people, 60 were sent',
  ],
])('%s is told', (_name, spoil, says) => {
  const run = goodRun();
  expect(brokenPromises({ ...run, ...spoil(run) })).toContain(says);
});

test('the same seed makes the same plan, and another seed another', () => {
  const moments = (seed: number) => planKills({ people: 500, kills: 20, seed }).kills;
  expect(moments(1)).toEqual(moments(1));
  expect(moments(1)).not.toEqual(moments(2));
  expect([...groupBy(moments(1), ({ victim }) => victim).keys()].sort()).toEqual(['host', 'host and emulator']);
});
