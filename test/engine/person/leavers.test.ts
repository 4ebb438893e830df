/** Who goes ahead, told from an upload alone. */
import { leaversAmong, saysDisabled } from '../../../shared/engine/person/leavers';
import { attribute } from '../../../shared/engine/schema/defaults/tables';
import type { JsonObject } from '../../../shared/scim/json';
import { compiledOf, type MappingRow } from '../support/schemas';

const NOW = Date.UTC(2026, 0, 15);
const SOURCE = [
  attribute('active', { type: 'Boolean' }),
  attribute('isLeaver', { type: 'Boolean' }),
  'terminationDate',
];
const TARGET = [
  attribute('accountEnabled', { type: 'Boolean' }),
  attribute('accountDisabled', { type: 'Boolean' }),
  'displayName',
];
const OTHER: MappingRow = ['displayName', '[displayName]'];

function compiled(...mapping: readonly MappingRow[]) {
  const name = mapping.some(([target]) => target === 'accountDisabled') ? 'accountDisabled' : 'accountEnabled';
  const targetMetadata = [{ key: 'PropertyNameAccountEnabled', value: name }];
  return compiledOf({ source: SOURCE, target: TARGET, mappings: [OTHER, ...mapping], targetMetadata });
}

const ACTIVE: MappingRow = ['accountEnabled', '[active]'];
const BOTH: MappingRow = ['accountEnabled', 'IIF([isLeaver] = "True", "False", [active])'];

describe('an account is disabled by what is uploaded alone', () => {
  test.each<{ name: string; mapping: MappingRow; data: JsonObject; is: boolean }>([
    { name: 'that says so', mapping: ACTIVE, data: { active: false }, is: true },
    { name: 'that says so in text', mapping: ACTIVE, data: { active: 'False' }, is: true },
    { name: 'that says so by another spelling', mapping: ACTIVE, data: { Active: false }, is: true },
    { name: 'not that says the opposite', mapping: ACTIVE, data: { active: true }, is: false },
    { name: 'not that says nothing', mapping: ACTIVE, data: {}, is: false },
    { name: 'not that leaves it blank', mapping: ACTIVE, data: { active: null }, is: false },
    { name: 'not whose word cannot be read', mapping: ACTIVE, data: { active: 'gone' }, is: false },
    { name: 'with all that is read', mapping: BOTH, data: { active: true, isLeaver: true }, is: true },
    { name: 'not with a part of what is read', mapping: BOTH, data: { active: false }, is: false },
    {
      name: 'where the target asks the other way round',
      mapping: ['accountDisabled', 'Not([active])'],
      data: { active: false },
      is: true,
    },
    { name: 'not by a constant', mapping: ['accountEnabled', '"False"'], data: { active: false }, is: false },
    {
      name: 'by a date that is over',
      mapping: ['accountEnabled', 'IIF(DateDiff("d", Now(), CDate([terminationDate])) < 0, "False", "True")'],
      data: { terminationDate: '2026-01-01' },
      is: true,
    },
  ])('$name', ({ mapping, data, is }) => {
    expect(saysDisabled(compiled(mapping), { externalId: '1', ...data }, NOW)).toBe(is);
  });

  test('not where nothing decides it', () => {
    expect(saysDisabled(compiled(), { externalId: '1', active: false }, NOW)).toBe(false);
  });
});

test('the last that an upload says of a person decides, and of nobody nothing', () => {
  const operations = [
    { anchor: 'leaves', data: { active: true } },
    { anchor: 'returns', data: { active: false } },
    { anchor: null, data: { active: false } },
    { anchor: 'leaves', data: { active: false } },
    { anchor: 'returns', data: { active: true } },
  ];
  expect([...leaversAmong(operations, compiled(ACTIVE), NOW)]).toEqual(['leaves']);
});
