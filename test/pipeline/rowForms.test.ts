/**
 * What a release before this one would find in our rows. Its code is not here to be run, so the form of rows is held instead:
 * `test/fixtures/rowForms.json` records each kind of row that the scenes of `rowScenes.ts` leave behind, its fields and their types, the
 * members of what is JSON among them included. Older code reads what it knows and leaves the rest alone; so a field may come, and is
 * recorded; one that goes or becomes of another type breaks the step back, and stays beside the new one until no release reads it.
 *
 * A field that keeps its type and means something else is not noticed here: it gets a new name.
 */

import type { Row } from '../../shared/store/contract/table';
import { unpackFrom } from '../../shared/store/rows/packing';
import recorded from '../fixtures/rowForms.json';
import { leavePeople, leaveReceived, leaveTold } from '../support/rowScenes';
import type { Workbench } from '../support/workbench';

/** As somebody else said it, about people or of an event: not ours. */
const THEIRS = new Set(['dataText', 'body']);

type Forms = Record<string, Record<string, string>>;

/** `h!01768469430000!1` is `h!*`; partitions of inlets and outlets, which begin with a job’s id, are `*`. */
const kindOf = (key: string) => (/^[a-z]+$/i.test(key) ? key : key.replace(/^([a-z]+!)?.*$/is, '$1*'));

function note(fields: Record<string, string>, name: string, value: unknown): void {
  const type =
    value === null ? 'null' : value instanceof Uint8Array ? 'bytes' : Array.isArray(value) ? 'array' : typeof value;
  const types = new Set([...(fields[name]?.split('|') ?? []), type]);
  fields[name] = [...types].sort().join('|');
}

/** What a field holds that has members: JSON, as text or packed (`packing.ts`). */
function membersOf(field: string, value: unknown, properties: Row['properties']): object | undefined {
  if (typeof value === 'string' && /^[[{]/.test(value)) return JSON.parse(value);
  const packed = /^(definition|secrets|headers|health|state|accounts)0$/.exec(field)?.[1];
  return packed === undefined ? undefined : (unpackFrom(packed, properties) as object);
}

function noteRows(forms: Forms, bench: Workbench): void {
  for (const name of ['jobs', 'people', 'staging', 'inlets', 'outlets']) {
    for (const { partitionKey, rowKey, properties } of bench.storage.table(name).rows()) {
      const kind = `${name} ${kindOf(partitionKey)} ${kindOf(rowKey)}`;
      const fields = forms[kind] ?? {};
      forms[kind] = fields;
      for (const [field, value] of Object.entries(properties)) {
        note(fields, field, value);
        if (THEIRS.has(field)) continue;
        for (const one of [membersOf(field, value, properties) ?? {}].flat()) {
          for (const [member, inner] of Object.entries(one)) note(fields, `${field}.${member}`, inner);
        }
      }
    }
  }
}

let forms: Forms;
beforeAll(async () => {
  forms = {};
  for (const leave of [leavePeople, leaveTold, leaveReceived]) noteRows(forms, await leave());
});

test.each(Object.entries<Record<string, string>>(recorded.forms))(
  '%s is as an older release knows it',
  (kind, fields) => {
    expect(forms[kind]).toEqual(fields);
  },
);

test('no row is of a kind that is not recorded', () => {
  expect(Object.keys(forms).sort()).toEqual(Object.keys(recorded.forms).sort());
});
