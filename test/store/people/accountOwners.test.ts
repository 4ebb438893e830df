import { type AccountOwnerStore, createAccountOwnerStore } from '../../../shared/store/people/accountOwners';
import { shuffledTick, type WatchedTable, watchedTable } from '../../support/watchedTable';
import { seededRandom } from '../../support/world';

const NOW = Date.UTC(2026, 0, 15, 9, 30);
const ACCOUNT = { jobId: 'job-1', targetAnchor: 'a/b#c?d' };
const stands = async () => false;
const isVoid = async () => true;

let table: WatchedTable;
let owners: AccountOwnerStore;
beforeEach(async () => {
  table = await watchedTable();
  owners = createAccountOwnerStore(table);
});

test('an account is the first one’s who registers it, with one call', async () => {
  expect(await owners.register(ACCOUNT, 'P1', NOW, stands)).toBe('P1');
  expect(table.calls).toEqual(['insert']);
  expect(await owners.register(ACCOUNT, 'P1', NOW, stands)).toBe('P1');
});

test('who comes second learns whose it is, and is asked whether that still holds', async () => {
  await owners.register(ACCOUNT, 'P1', NOW, stands);
  const asked = jest.fn(stands);
  expect(await owners.register(ACCOUNT, 'P2', NOW + 5, asked)).toBe('P1');
  expect(asked).toHaveBeenCalledWith({ owner: 'P1', since: NOW });
});

test('a note that holds no more is taken over', async () => {
  await owners.register(ACCOUNT, 'P1', NOW, stands);
  expect(await owners.register(ACCOUNT, 'P2', NOW, isVoid)).toBe('P2');
  expect(await owners.register(ACCOUNT, 'P1', NOW, stands)).toBe('P2');
});

test('jobs keep notes of their own', async () => {
  await owners.register(ACCOUNT, 'P1', NOW, stands);
  expect(await owners.register({ ...ACCOUNT, jobId: 'job-2' }, 'P2', NOW, stands)).toBe('P2');
});

test.each(Array.from({ length: 20 }, (_, seed) => ({ seed })))(
  'of several at once one gets it and the others learn who (seed $seed)',
  async ({ seed }) => {
    const random = seededRandom(`owners ${seed}`);
    const racing = createAccountOwnerStore(await watchedTable(shuffledTick(() => (random.bytes(1)[0] ?? 0) % 4)));
    const people = ['P1', 'P2', 'P3', 'P4'];
    const told = await Promise.all(people.map((anchor) => racing.register(ACCOUNT, anchor, NOW, stands)));
    expect(new Set(told).size).toBe(1);
    expect(people).toContain(told[0]);
  },
);
