/** Whom the door takes, a new row holds (spec/payload.md 1.4): whatever the data, and although all of it is owed. */
import { createHash } from 'node:crypto';
import { NOTHING_OWED, owing } from '../../../shared/engine/person/owed';
import { mergeInto, NO_RECORD } from '../../../shared/engine/person/record';
import { makeRoom } from '../../../shared/engine/person/recordSize';
import { compileVocabulary } from '../../../shared/engine/schema/vocabulary';
import { findOversize } from '../../../shared/pipeline/uploads/uploadedPerson';
import type { Json, JsonObject } from '../../../shared/scim/json';
import { checkEntity } from '../../../shared/store/contract/limits';
import { newPerson } from '../../../shared/store/people/people';
import { fitsIntoRow, MAX_PERSON_BYTES, personEntity, readPerson } from '../../../shared/store/people/personRow';
import { gather, ROW_BYTES } from '../../../shared/store/rows/packing';
import fc, { anyCharacter } from '../../support/property';

const vocabulary = compileVocabulary({
  attributes: ['title'],
  read: ['title'],
  scoped: [],
  clearedByOmission: ['title'],
});

/** Text that hardly shrinks. */
const NOISE = Array.from({ length: 50_000 }, (_, count) =>
  createHash('sha256').update(String(count)).digest('base64url'),
).join('');

/** Up to a little more than the door takes, of which six bits a character are left when it is packed. */
const MOST = Math.floor((MAX_PERSON_BYTES * 8) / 6 + 2_000);

const large = fc
  .record({
    from: fc.nat({ max: 1_000_000 }),
    length: fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: MOST }), fc.constant(MOST - 8_000)),
  })
  .map(({ from, length }) => NOISE.slice(from, from + length));
const small = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc.constantFrom('title', 'urn:contoso:employee', 'a.b.c'),
);
const name = fc.oneof({ weight: 6, arbitrary: small }, { weight: 1, arbitrary: large });
const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>, large);
const payload = fc.oneof(
  fc.dictionary(name, value, { maxKeys: 12 }),
  fc.dictionary(name, value, { maxKeys: 6 }).map((members): JsonObject => ({ 'urn:contoso:employee': members })),
);

const asRow = (entity: ReturnType<typeof personEntity>) => {
  const { partitionKey, rowKey, ...properties } = entity;
  return { partitionKey, rowKey, etag: '1', properties: properties as Record<string, string | Uint8Array> };
};

test('whom the door takes, a new row holds, and gives back', () => {
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(payload, (members) => {
      const data: JsonObject = { ...members, externalId: '1' };
      if (findOversize(data, 'data', true).length > 0) {
        refused += 1;
        return;
      }
      taken += 1;
      const { record, named } = mergeInto(NO_RECORD, { sequence: 1, data }, vocabulary);
      expect(makeRoom(record, fitsIntoRow, vocabulary)).toEqual({ ok: true, record });
      const person = { ...newPerson('job', '1'), ...record, owed: owing(NOTHING_OWED, named) };
      const row = asRow(personEntity(person));
      checkEntity({ partitionKey: row.partitionKey, rowKey: row.rowKey, ...row.properties });
      expect(gather('data', row.properties).byteLength).toBeLessThanOrEqual(ROW_BYTES);
      const { data: stored, owed } = readPerson('job', row).person;
      expect(JSON.stringify(stored) === JSON.stringify(record.data)).toBe(true);
      expect(owed).toEqual(person.owed);
    }),
    { numRuns: 40 },
  );
  expect(taken).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
