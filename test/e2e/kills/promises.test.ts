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
  readonly phoneNumbers: [{ readonly value: string }];
  readonly [ENTERPRISE_USER]: { readonly department: string };
}

const PLAN = planKills({ people: 60, kills: 2, seed: 3 });

/** A run in which everything went well: two bulks, the second with changes of people of the first, one cycle. */
function goodRun(): Evidence {
  const accepted = PLAN.bulks
    .flatMap(({ people }) => people)
    .map((person, index) => ({ anchor: String(person.externalId), sequence: index + 1, person }));
  const entries = accepted.map(({ anchor, sequence }) => ({
    id: `entry-${sequence}`,
    cycleId: 'cycle',
    provisioningAction: sequence > 60 ? 'update' : 'create',
    provisioningStatusInfo: { status: 'success', errorInformation: null },
    modifiedProperties: [{ displayName: 'jobTitle' }],
    sourceIdentity: { id: anchor },
  }));
  const newest = new Map(accepted.map(({ anchor, person }) => [anchor, person as SentPerson]));
  const accounts = [...newest.values()].map((person) => ({
    id: `account-${person.externalId}`,
    employee: person.externalId,
    isEnabled: true,
    account: person.userName,
    displayName: person.displayName,
    givenName: person.name.givenName,
    familyName: person.name.familyName,
    title: person.title,
    department: person[ENTERPRISE_USER].department,
    city: person.addresses[0].locality,
    phone: person.phoneNumbers[0].value,
    manager: person.externalId === '100000' ? undefined : `account-${managerOf(Number(person.externalId))}`,
  }));
  let sequence = 0;
  const receipts = PLAN.bulks.map(({ clientRequestId, people }) => ({
    id: clientRequestId,
    status: 'completed',
    waitingReason: null,
    totalOperations: people.length,
    operations: people.map(({ externalId }) => {
      sequence += 1;
      const anchor = String(externalId);
      return { bulkId: anchor, externalId: anchor, status: 'success', logEntryId: `entry-${sequence}` };
    }),
  }));
  const job = {
    code: 'Active',
    quarantine: null,
    progress: [],
    lastExecution: { activityIdentifier: 'cycle', countImported: accepted.length, state: 'Succeeded' },
    synchronizedEntryCountByType: [{ key: 'User', value: 60 }],
  };
  return { plan: PLAN, accepted, entries, accounts, receipts, job };
}

/** Eight reports each. */
const managerOf = (employee: number) => 100_000 + Math.floor((employee - 100_001) / 8);

/** Sent once, as the first of all; and the first of those who were sent again. */
const FIRST = String(PLAN.bulks[0]?.people[0]?.externalId);
const CHANGED = String(PLAN.bulks[1]?.people[20]?.externalId);

test('a good run breaks nothing', () => expect(brokenPromises(goodRun())).toEqual([]));

const withoutFirst = <T>([, ...others]: readonly T[]): T[] => others;
const twice = <T>(items: readonly T[]): T[] => [...items, ...items.slice(0, 1)];

test.each<[string, (run: Evidence) => Partial<Evidence>, string]>([
  ['a bulk without a receipt', ({ receipts }) => ({ receipts: withoutFirst(receipts) }), '1 of 2 bulks have a receipt'],
  [
    'an entry that is missing',
    ({ entries }) => ({ entries: withoutFirst(entries) }),
    `the receipt of ${FIRST} names the entry entry-1, which is not in the log`,
  ],
  [
    'a second entry',
    ({ entries }) => ({
      entries: [
        ...entries,
        ...entries.slice(0, 1).map((entry) => ({ ...entry, id: 'second', modifiedProperties: [] })),
      ],
    }),
    `${FIRST} has an entry too many, second, which changed nothing and answers nothing`,
  ],
  [
    'an entry that answers two operations',
    ({ receipts }) => ({
      receipts: receipts.map((receipt) => ({
        ...receipt,
        operations: receipt.operations.map((operation) => ({ ...operation, logEntryId: 'entry-1' })),
      })),
    }),
    'two operations name the entry entry-1 as theirs',
  ],
  ['an entry told twice', ({ entries }) => ({ entries: twice(entries) }), '69 entries share 68 ids'],
  ['a person without an account', ({ accounts }) => ({ accounts: withoutFirst(accounts) }), `${FIRST} has no account`],
  ['a second account', ({ accounts }) => ({ accounts: twice(accounts) }), `${FIRST} has 2 accounts`],
  [
    'a value that is not the one accepted last',
    ({ accounts, plan }) => ({
      accounts: accounts.map((account) => {
        const before = plan.people.find(({ externalId }) => externalId === account.employee);
        return { ...account, title: String(before?.title) };
      }),
    }),
    `${CHANGED} has title 'Operations specialist', should be 'Operations specialist, since bulk 1'`,
  ],
  [
    'a manager who was forgotten',
    ({ accounts }) => ({ accounts: accounts.map((account) => ({ ...account, manager: undefined })) }),
    "100001 has manager 'undefined', should be 'account-100000'",
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
