import { randomFillSync } from 'node:crypto';
import { pack, packInto, unpack, unpackFrom } from '../../../shared/store/rows/packing';
import fc from '../../support/property';

/** Text that does not get smaller, of about this many bytes. */
const noise = (bytes: number) => randomFillSync(Buffer.alloc(bytes)).toString('base64').slice(0, bytes);

test('whatever is JSON comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(unpack(pack(value))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(unpackFrom('data', packInto('data', value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('people’s data shrinks to less than half', () => {
  const people = Array.from({ length: 50 }, (_, index) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    externalId: `70${index}`,
    displayName: `Person ${index}`,
    active: true,
  }));
  expect(pack(people).byteLength).toBeLessThan(JSON.stringify(people).length / 2);
});

describe('properties', () => {
  const sizes = (properties: Record<string, Uint8Array>) =>
    Object.entries(properties).map(([name, bytes]) => [name, bytes.byteLength <= 65_536, bytes.byteLength > 0]);

  test('a small value is one', () => {
    expect(sizes(packInto('data', { a: 1 }))).toEqual([['data0', true, true]]);
  });

  test('a large value is cut into as many as it needs, none larger than the service takes', () => {
    const value = noise(200_000);
    const properties = packInto('e', value);
    expect(sizes(properties)).toEqual([
      ['e0', true, true],
      ['e1', true, true],
      ['e2', true, true],
    ]);
    expect(unpackFrom('e', properties)).toBe(value);
  });

  test('more than ten are put together in order', () => {
    const value = noise(900_000);
    const properties = packInto('e', value);
    expect(Object.keys(properties).length).toBeGreaterThan(10);
    expect(unpackFrom('e', Object.fromEntries(Object.entries(properties).sort()))).toBe(value);
  });

  test('of other values in the same row are left alone', () => {
    const row = {
      ...packInto('data', 'one'),
      ...packInto('data1x', 'two'),
      ...packInto('e', 'three'),
      data: 'four',
      at: 7,
    };
    expect([unpackFrom('data', row), unpackFrom('data1x', row), unpackFrom('e', row)]).toEqual(['one', 'two', 'three']);
  });

  test('that are not there are no value', () => {
    expect(unpackFrom('data', { ...packInto('date', 'x'), data: 'text', data0: 'text' })).toBeUndefined();
  });

  test('of nothing are a value all the same', () => {
    expect(unpackFrom('data', packInto('data', null))).toBeNull();
  });
});

test('bytes that were never packed are refused, not guessed at', () => {
  expect(() => unpack(Buffer.from('not deflated'))).toThrow();
});
