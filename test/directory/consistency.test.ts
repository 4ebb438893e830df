/**
 * Whatever many clients do at once, and wherever one of them dies, the rows agree with each other: every user holds its
 * index rows, every index row has its users, no name has two live holders, and creations of one key made one user.
 */

import { createUserDirectory, type UserDirectory } from '../../shared/directory/userDirectory';
import { foldCase } from '../../shared/graph/graphUser';
import { INDEXED_PROPERTIES, userProperty } from '../../shared/graph/userProperties';
import { createMemoryTable, type MemoryTable } from '../../shared/store/memory/memoryTable';
import { joinKey, keyPart } from '../../shared/store/rows/keys';
import { countingRandom, DOMAIN, NOW, newUser, TENANT_ID } from '../support/directory';
import fc from '../support/property';

const NAMES = ['ada', 'ADA', 'ben', 'cho'];
const EMPLOYEE_IDS = ['1', '2', null];
const KEYS = ['key 1', 'key 2', undefined];

type Step =
  | {
      readonly kind: 'create';
      readonly name: string;
      readonly employeeId: string | null;
      readonly key: string | undefined;
    }
  | { readonly kind: 'update'; readonly user: number; readonly name: string; readonly employeeId: string | null }
  | { readonly kind: 'delete' | 'restore' | 'purge'; readonly user: number };

const user = fc.nat({ max: 3 });
const values = { name: fc.constantFrom(...NAMES), employeeId: fc.constantFrom(...EMPLOYEE_IDS) };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), ...values, key: fc.constantFrom(...KEYS) }),
  fc.record({ kind: fc.constant('update' as const), user, ...values }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const, 'purge' as const), user }),
);

class Crash extends Error {}

/** Refusals are part of the game; anything unexpected is not. */
const REFUSALS = ['UserConflict', 'UserCreatedBefore', 'UserNotFound', 'DirectoryBusy'];

async function take(directory: UserDirectory, ids: readonly string[], taken: Step): Promise<void> {
  if (taken.kind === 'create') {
    const { name, employeeId, key } = taken;
    // Nobody changes the title: it tells which creation made the user.
    await directory.create(newUser(name, { employeeId, ...(key !== undefined && { jobTitle: key }) }), key);
    return;
  }
  const id = ids[taken.user] ?? '';
  if (taken.kind === 'update') {
    const { name, employeeId } = taken;
    await directory.update(id, { userPrincipalName: `${name}@${DOMAIN}`, mailNickname: name, employeeId });
    return;
  }
  await directory[taken.kind](id);
}

function checkRows(table: MemoryTable): void {
  const expected = new Map<string, { ids: Set<string>; live: Set<string> }>();
  const found = new Map<string, { ids: Set<string>; live: Set<string> }>();
  for (const { rowKey, properties } of table.rows()) {
    const [kind = '', id = ''] = rowKey.split('!');
    if (kind === 'index') {
      const live = properties.live === undefined ? [] : [String(properties.live)];
      found.set(rowKey, { ids: new Set(String(properties.ids).split(' ')), live: new Set(live) });
      continue;
    }
    for (const property of INDEXED_PROPERTIES) {
      const value = properties[property];
      if (typeof value !== 'string') continue;
      const key = joinKey('index', property, keyPart(foldCase(value)));
      const entry = expected.get(key) ?? { ids: new Set(), live: new Set() };
      entry.ids.add(id);
      if (kind === 'user' && userProperty(property)?.index === 'unique') entry.live.add(id);
      expected.set(key, entry);
    }
  }
  expect(found).toEqual(expected);
  for (const { live } of found.values()) expect(live.size).toBeLessThanOrEqual(1);
  const keys = table.rows().flatMap(({ properties }) => properties.jobTitle ?? []);
  expect(new Set(keys).size).toBe(keys.length);
}

test('rows agree with each other after any mixture of concurrent requests and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      fc.scheduler(),
      fc.option(fc.nat({ max: 60 }), { nil: undefined }),
      async (clients, scheduler, crashAt) => {
        let calls = 0;
        let isRacing = false;
        const table = createMemoryTable('directory', async () => {
          if (!isRacing) return;
          calls += 1;
          if (calls === crashAt) throw new Crash();
          await scheduler.schedule(Promise.resolve());
        });
        await table.ensure();
        const clock = { now: () => Date.parse(NOW), sleep: async () => {} };
        const ports = { table, clock, random: countingRandom(), tenantId: TENANT_ID, verifiedDomains: [DOMAIN] };
        const directory = createUserDirectory(ports);
        const ids: string[] = [];
        for (const name of ['ada', 'ben', 'dan', 'eve']) ids.push((await directory.create(newUser(name))).id);

        isRacing = true;
        const outcomes: Error[] = [];
        const runs = clients.map(async (steps) => {
          for (const taken of steps) {
            await take(directory, ids, taken).catch((error: Error) => {
              outcomes.push(error);
            });
          }
        });
        await scheduler.waitFor(Promise.all(runs));
        expect(outcomes.filter((error) => !(error instanceof Crash) && !REFUSALS.includes(error.name))).toEqual([]);
        checkRows(table);
      },
    ),
    { numRuns: 300 },
  );
});
