/** Rows of people that older code wrote: read as they were meant, and written anew only where something changes. */
import { newPerson, type Person, sinceRestart } from '../../../shared/store/people/people';
import { isPackedAlike, personEntity, readPerson, stateEntity } from '../../../shared/store/people/personRow';
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

test('data alone is packed as older code packed it, so that its rows need no writing', () => {
  const person = { ...newPerson('job', '1'), data: { externalId: '1' } };
  expect(personEntity(person)).toMatchObject(packInto('data', { externalId: '1' }));
  expect(isPackedAlike(person, { ...person, sequence: 8, data: { externalId: '1' } } as Person)).toBe(true);
  expect(isPackedAlike(person, { ...person, owed: ['title'] })).toBe(false);
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
