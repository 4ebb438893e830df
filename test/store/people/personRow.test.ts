/** Rows of people that older code wrote: read as they were meant, and written anew only where something changes. */
import type { JsonObject } from '../../../shared/scim/json';
import { checkEntity } from '../../../shared/store/contract/limits';
import type { Entity, Row } from '../../../shared/store/contract/table';
import { newPerson, type Person, sinceRestart } from '../../../shared/store/people/people';
import { personEntity, readPerson, recordTextOf, stateEntity } from '../../../shared/store/people/personRow';
import { packInto } from '../../../shared/store/rows/packing';

const LINK = { targetAnchor: 'a', reportableIdentifier: 'ann', displayName: 'Ann' };
const ESCROW = {
  failure: { code: 'InvalidValue' as const, message: 'No.' },
  firstFailureAt: 1,
  attempts: 1,
  nextAttempt: 2,
};

/** As older code wrote it: the data as sent, and a state that knows no record. */
function olderRow(state: Partial<Person>) {
  const { outOfScope: _, owed: __, older: ___, data: ____, jobId, anchor, ...rest } = newPerson('job', '1');
  const properties = {
    anchor,
    state: JSON.stringify({ ...rest, sequence: 7, ...state }),
    ...packInto('data', { externalId: '1' }),
  };
  return { ...stateEntity({ ...newPerson(jobId, anchor) }), etag: '1', properties, timestamp: 0 };
}

test.each<{ name: string; state: Partial<Person>; owed: Person['owed'] }>([
  { name: 'nothing is owed to somebody without trouble', state: { link: LINK }, owed: [] },
  { name: 'all that was said is owed where something failed', state: { link: LINK, escrow: ESCROW }, owed: 'all' },
  {
    name: 'nothing to somebody without an account, into whose first one everything flows',
    state: { escrow: ESCROW },
    owed: [],
  },
])('$name', ({ state, owed }) => {
  const { person } = readPerson('job', olderRow(state));
  expect(person).toMatchObject({ sequence: 7, data: { externalId: '1' }, older: {}, owed, outOfScope: false });
});

/** What `readPerson` is handed after this entity was written. */
function written(entity: Entity): Row {
  const { partitionKey, rowKey, ...properties } = entity;
  return { partitionKey, rowKey, properties: properties as Row['properties'], etag: '1' };
}

const columnsOf = (entity: Entity) => Object.keys(entity).filter((name) => name.startsWith('data'));
const recordOf = (data: JsonObject): Person => ({ ...newPerson('job', '1'), data });

test('data that older code packed is the same record, so that its row needs no writing', () => {
  const { person, savedText } = readPerson('job', olderRow({ link: LINK }));
  expect(savedText).toBe('{"externalId":"1"}');
  expect(recordTextOf({ ...person, data: { externalId: '1' } })).toBe(savedText);
  expect(recordTextOf({ ...person, owed: ['title'] })).not.toBe(savedText);
});

test.each([
  { name: 'a record of 16 KiB is text', length: 16 * 1024, columns: ['dataText'] },
  { name: 'one character more is packed', length: 16 * 1024 + 1, columns: ['data0'] },
])('$name, and comes back', ({ length, columns }) => {
  const empty = JSON.stringify({ externalId: '1', text: '' }).length;
  const data = { externalId: '1', text: '中'.repeat(length - empty) };
  const entity = personEntity(recordOf(data));
  checkEntity(entity);
  expect(columnsOf(entity)).toEqual(columns);
  expect(readPerson('job', written(entity)).person.data).toEqual(data);
});

test.each(['é "quoted" \\ \u2028 😀', '\ud83d alone', '\u0000'])('a record with %j comes back as it was', (text) => {
  const data = { externalId: '1', text };
  const { person, savedText } = readPerson('job', written(personEntity(recordOf(data))));
  expect(person.data).toEqual(data);
  expect(recordTextOf(person)).toBe(savedText);
});

test('of both forms in one row, which no code writes, the text is the newer', () => {
  const { rowKey, partitionKey, ...text } = personEntity(recordOf({ externalId: '1', title: 'new' }));
  const both = { ...olderRow({}), properties: { ...olderRow({}).properties, ...text } as Row['properties'] };
  expect(readPerson('job', both).person.data).toEqual({ externalId: '1', title: 'new' });
});

test('what is remembered of writes comes back, and is absent from rows of older code', () => {
  const writes = { untaken: { department: 'AbCdEfGhIjKl' }, unseen: ['title'] };
  const person: Person = { ...newPerson('job', '1'), link: LINK, data: { externalId: '1' }, writes };
  const { partitionKey, rowKey, ...properties } = personEntity(person);
  const read = readPerson('job', { partitionKey, rowKey, properties: properties as never, etag: '1' });
  expect(read.person).toEqual({ ...person, owed: [] });
  expect(readPerson('job', olderRow({ link: LINK })).person.writes).toBeUndefined();
});

test.each(['ConnectorDataStore', 'Escrows'])('a restart of %s forgets what did not take', (scope) => {
  const writes = { untaken: { department: 'AbCdEfGhIjKl' } };
  const person: Person = { ...newPerson('job', '1'), link: LINK, writes };
  const links = scope === 'ConnectorDataStore' ? 1 : 0;
  expect(sinceRestart(person, { links, escrows: 1 - links }).writes).toBeUndefined();
  expect(sinceRestart(person, { links: 0, escrows: 0 }).writes).toEqual(writes);
});
