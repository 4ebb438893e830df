import { type EntryLocation, entryId, parseEntryId } from '../../../shared/store/people/entryId';
import fc from '../../support/property';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

const locations = fc.record({
  at: fc.integer({ min: 0, max: 9_999_999_999_999 }),
  shard: fc.nat(15),
  index: fc.nat(65_535),
  packId: fc.stringMatching(/^[0-9a-f]{12}$/),
});

test('an id is a GUID of version 7 that leads back to where the entry lies', () => {
  fc.assert(
    fc.property(locations, (location) => {
      expect(entryId(location)).toMatch(UUID_7);
      expect(parseEntryId(entryId(location))).toEqual(location);
      expect(parseEntryId(entryId(location).toUpperCase())).toEqual(location);
    }),
  );
});

test('an id is made of time, shard, place and pack', () => {
  const location: EntryLocation = { at: 0x019b_c0f1_6ae8, shard: 11, index: 0x1234, packId: 'ffffffd2ab5f' };
  expect(entryId(location)).toBe('019bc0f1-6ae8-7b12-8034-ffffffd2ab5f');
});

test('ids of entries in different places differ', () => {
  fc.assert(
    fc.property(fc.uniqueArray(locations, { selector: (one) => JSON.stringify(one) }), (places) => {
      expect(new Set(places.map(entryId)).size).toBe(places.length);
    }),
  );
});

describe('what is no id of ours', () => {
  test.each([
    { name: 'nothing', id: '' },
    { name: 'text', id: 'g822a72df43b19c8' },
    { name: 'a GUID of version 4', id: '74c3b0ae-9cc5-450e-a0a5-7f6a4231de87' },
    { name: 'a GUID of version 7 made by somebody else', id: '019bc0f1-6ae8-7b12-9034-ffffffd2ab5f' },
    { name: 'one in braces', id: '{019bc0f1-6ae8-7b12-8034-ffffffd2ab5f}' },
    { name: 'one with something behind', id: '019bc0f1-6ae8-7b12-8034-ffffffd2ab5f0' },
    { name: 'one of a time that no key can hold', id: 'ffffffff-ffff-7b12-8034-ffffffd2ab5f' },
  ])('$name', ({ id }) => {
    expect(parseEntryId(id)).toBeUndefined();
  });
});
