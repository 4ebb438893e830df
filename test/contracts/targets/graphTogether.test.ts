/** People asked for together: which requests leave for Graph, and who is left to be asked for alone. */
import { gathered } from '../../../shared/targets/open/gathered';
import type { Target, TargetUser } from '../../../shared/targets/target';
import { type OpenedGraph, openGraph } from '../../support/graphTarget';

const SELECT = '$select=id,userPrincipalName,displayName';
const WANTED = ['employeeId'];

let graph: OpenedGraph;
/** A process that has written nothing: nobody is asked for alone because of what it remembers. */
let other: Target;

beforeEach(async () => {
  graph = await openGraph();
  other = graph.openAnother();
});
afterEach(() => graph.close());

const person = (n: number) => ({
  accountEnabled: true,
  displayName: `Person ${n}`,
  mailNickname: `p${n}`,
  userPrincipalName: `p${n}@adatum.example`,
  employeeId: `e${n}`,
});

async function people(count: number): Promise<readonly TargetUser[]> {
  const made: TargetUser[] = [];
  for (let n = 0; n < count; n += 1) made.push(await graph.target.create(person(n)));
  graph.server.forget();
  return made;
}

const lines = () => graph.server.received.map(({ method, url }) => `${method} ${url}`);
const ids = (n: number) => Array.from({ length: n }, (_, index) => `e${index}`);

test('fifteen people are found by one filter, and read by another', async () => {
  const made = await people(15);
  const found = await other.findMany?.('employeeId', ids(15), WANTED);
  const read = await other.readMany?.(
    made.map(({ anchor }) => anchor),
    ['employeeId', 'manager'],
  );
  expect([...(found ?? [])].map(([value, users]) => [value, users.length])).toEqual(ids(15).map((id) => [id, 1]));
  expect([...(read?.values() ?? [])].map(({ attributes }) => attributes.employeeId)).toEqual(ids(15));
  expect(lines()).toEqual([
    `GET /users?$filter=employeeId in (${ids(15)
      .map((id) => `'${id}'`)
      .join(',')})&${SELECT},employeeId&$top=19`,
    `GET /users?$filter=id in (${made.map(({ anchor }) => `'${anchor}'`).join(',')})&${SELECT},employeeId&$expand=manager($select=id)&$top=19`,
  ]);
});

test('the sixteenth value is refused, as Graph refuses it', async () => {
  await people(1);
  await expect(other.findMany?.('employeeId', ids(16), WANTED)).resolves.toEqual(new Map());
  expect(lines()).toHaveLength(1);
});

test.each<{ name: string; attribute: string; values: readonly string[]; sent: readonly string[] }>([
  {
    name: 'quotes are doubled',
    attribute: 'employeeId',
    values: ["o'1", 'e0'],
    sent: [`GET /users?$filter=employeeId in ('o''1','e0')&${SELECT},employeeId&$top=19`],
  },
  {
    name: 'an attribute that Graph does not document for lists is left alone',
    attribute: 'department',
    values: ['Sales', 'Finance'],
    sent: [],
  },
  {
    name: 'so is one that takes an advanced query',
    attribute: 'extensionAttribute1',
    values: ['1', '2'],
    sent: [],
  },
  {
    name: 'a value of more than 120 characters is left out',
    attribute: 'mail',
    values: [`${'a'.repeat(121)}@adatum.example`, 'b@adatum.example', 'c@adatum.example'],
    sent: [`GET /users?$filter=mail in ('b@adatum.example','c@adatum.example')&${SELECT},mail&$top=19`],
  },
  {
    name: 'one is not asked for as a list',
    attribute: 'employeeId',
    values: ['e0', 'before\u0000after'],
    sent: [],
  },
])('$name', async ({ attribute, values, sent }) => {
  await other.findMany?.(attribute, values, []);
  expect(lines()).toEqual(sent);
});

test('whoever this process wrote lately, or gave the value, is left to be asked for alone', async () => {
  const made = await people(3);
  const { target } = graph;
  const anchors = made.map(({ anchor }) => anchor);
  expect(await target.findMany?.('employeeId', ids(3), WANTED)).toEqual(new Map());
  expect(await target.readMany?.(anchors, WANTED)).toEqual(new Map());
  expect(lines()).toEqual([]);
  await other.update(anchors[0] ?? '', { employeeId: 'moved' });
  expect([...((await other.findMany?.('employeeId', ['e1', 'e2', 'moved'], WANTED))?.keys() ?? [])]).toEqual([
    'e1',
    'e2',
  ]);
});

test('a name that nobody has in a list may be somebody’s all the same, and is left open', async () => {
  await people(1);
  const names = ['p0@adatum.example', 'nobody@adatum.example'];
  const found = await other.findMany?.('userPrincipalName', names, []);
  expect([...(found?.keys() ?? [])]).toEqual(['p0@adatum.example']);
});

test('two accounts of one value both come back, and a full page answers nobody', async () => {
  for (let n = 0; n < 19; n += 1) await graph.target.create({ ...person(n), employeeId: n < 2 ? 'twice' : 'crowd' });
  const few = await other.findMany?.('employeeId', ['twice', 'e9'], WANTED);
  expect(few?.get('twice')).toHaveLength(2);
  expect(few?.get('e9')).toEqual([]);
  expect(await other.findMany?.('employeeId', ['twice', 'crowd'], WANTED)).toEqual(new Map());
});

test('a tenant that takes no such filter is asked once, and for each alone from then on', async () => {
  await people(3);
  const unsupported = { kind: 'answer', status: 400, code: 'Request_UnsupportedQuery' } as const;
  graph.server.fail('GET', unsupported);
  const loader = gathered(other, { now: () => 0, sleep: async () => undefined });
  for (let round = 0; round < 2; round += 1) {
    const found = await Promise.all(ids(3).map((id) => loader.find('employeeId', id, WANTED, { settled: true })));
    expect(found.map((users) => users.length)).toEqual([1, 1, 1]);
  }
  expect(lines().filter((line) => line.includes(' in '))).toHaveLength(1);
  expect(lines()).toHaveLength(7);
});
