/**
 * What a release before this one would find in our rows. Its code is not here to be run, so the form of rows is held instead:
 * `test/fixtures/rowForms.json` records each kind of row that the scenes below leave behind, its fields and their types, the
 * members of what is JSON among them included. Older code reads what it knows and leaves the rest alone; so a field may come, and is
 * recorded; one that goes or becomes of another type breaks the step back, and stays beside the new one until no release reads it.
 *
 * A field that keeps its type and means something else is not noticed here: it gets a new name.
 */

import recorded from '../fixtures/rowForms.json';
import { createWorkbench, person, type Workbench } from '../support/workbench';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Of people as they were uploaded: not ours. */
const THEIRS = new Set(['dataText']);

type Forms = Record<string, Record<string, string>>;

/** Somebody with an account, one who waits for a manager, a failure, a held leaver, an upload not yet worked on. */
async function leaveRows(): Promise<Workbench> {
  const bench = await createWorkbench();
  const waiting = person('2', { [ENTERPRISE]: { manager: { value: '9' } } });
  await bench.upload([person('1'), waiting, person('3', { userName: 'nobody@elsewhere.example' })]);
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('1', { active: false })]);
  await bench.drain();
  await bench.supervise(2);
  await bench.upload([person('4')]);
  return bench;
}

/** `h!01768469430000!1` is `h!*`. */
const kindOf = (key: string) => (/^[a-z]+$/i.test(key) ? key : key.replace(/^([a-z]+!)?.*$/is, '$1*'));

function note(fields: Record<string, string>, name: string, value: unknown): void {
  const type =
    value === null ? 'null' : value instanceof Uint8Array ? 'bytes' : Array.isArray(value) ? 'array' : typeof value;
  const types = new Set([...(fields[name]?.split('|') ?? []), type]);
  fields[name] = [...types].sort().join('|');
}

function formsOf(bench: Workbench): Forms {
  const forms: Forms = {};
  for (const name of ['jobs', 'people', 'staging']) {
    for (const { partitionKey, rowKey, properties } of bench.storage.table(name).rows()) {
      const kind = `${name} ${kindOf(partitionKey)} ${kindOf(rowKey)}`;
      const fields = forms[kind] ?? {};
      forms[kind] = fields;
      for (const [field, value] of Object.entries(properties)) {
        note(fields, field, value);
        if (typeof value !== 'string' || !value.startsWith('{') || THEIRS.has(field)) continue;
        for (const [member, inner] of Object.entries(JSON.parse(value) as object))
          note(fields, `${field}.${member}`, inner);
      }
    }
  }
  return forms;
}

let forms: Forms;
beforeAll(async () => {
  forms = formsOf(await leaveRows());
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
