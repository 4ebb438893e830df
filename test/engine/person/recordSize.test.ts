import { mergeInto, NO_RECORD } from '../../../shared/engine/person/record';
import { makeRoom, type Sized } from '../../../shared/engine/person/recordSize';
import { compileVocabulary } from '../../../shared/engine/schema/vocabulary';
import type { JsonObject } from '../../../shared/scim/json';

const words = compileVocabulary({ attributes: ['title'], read: ['title'], scoped: [], clearedByOmission: [] });
const fits = ({ data }: Sized) => JSON.stringify(data).length <= 60;
const after = (...said: JsonObject[]) =>
  said.reduce((record, data, index) => mergeInto(record, { sequence: index + 1, data }, words).record, NO_RECORD);

test('what nobody reads makes room, oldest first, and no more of it than needed', () => {
  const record = after({ a: 'x'.repeat(20), title: 'Guide' }, { b: 'y'.repeat(10) }, { c: 'z'.repeat(10) });
  const room = makeRoom(record, fits, words);
  expect(room).toMatchObject({ ok: true, record: { data: { title: 'Guide', b: 'yyyyyyyyyy', c: 'zzzzzzzzzz' } } });
  expect(room.ok && Object.keys(room.record.data ?? {})).toEqual(['title', 'b', 'c']);
});

test('who was heard of again is not the oldest', () => {
  const record = after({ a: '1', title: 'Guide' }, { b: 'y'.repeat(20) }, { a: 'x'.repeat(20) }, { c: '3' });
  expect(makeRoom(record, fits, words)).toMatchObject({ ok: true, record: { data: { a: 'x'.repeat(20), c: '3' } } });
  expect(makeRoom(record, fits, words)).not.toHaveProperty('record.data.b');
});

test.each([1, 2, 3, 4, 5, 6, 7])('of eight that nobody reads, %i go where that is enough', (count) => {
  const eight = Array.from({ length: 8 }, (_, index) => ({ [`e${index}`]: 'x' }));
  const few = ({ data }: Sized) => Object.keys(data ?? {}).length <= 9 - count;
  const room = makeRoom(after(...eight, { title: 'Guide' }), few, words);
  const kept = eight.slice(count).flatMap((said) => Object.keys(said));
  expect(room.ok && Object.keys(room.record.data ?? {})).toEqual([...kept, 'title']);
});

test('where that is not enough the largest entries are named', () => {
  const record = after({ title: 'x'.repeat(80), a: '1', d: '' }, { b: '22' });
  expect(makeRoom(record, fits, words)).toEqual({ ok: false, largest: ['title', 'b', 'a'] });
});

test('what one operation says has room: the door has measured it', () => {
  const record = after({ title: 'x'.repeat(80) });
  expect(makeRoom(record, fits, words)).toEqual({ ok: true, record });
});

test('the names of who said what take room, too', () => {
  const record = after({ a: '1', b: '2', title: 'Guide' }, { c: '3' });
  const small = ({ older }: Sized) => JSON.stringify(older).length <= 20;
  expect(makeRoom(record, small, words)).toMatchObject({ ok: true, record: { data: { title: 'Guide', c: '3' } } });
});
