import { Fields } from '../../shared/engine/schema/parse/fields';
import { readOutlet, subscribes } from '../../shared/outlets/definition';
import type { JsonObject } from '../../shared/scim/json';

const URL = 'https://hooks.example.com/a';

function read(body: JsonObject, name?: string) {
  const faults: string[] = [];
  const fields = new Fields(body, '', (path, _, message) => void faults.push(`${path}: ${message}`));
  return { given: readOutlet(fields, { name, allowLoopback: false, targetAttributes: new Set(['mail']) }), faults };
}

test('an outlet needs a name and an address, and is told of everything by ids', () => {
  expect(read({ name: 'slack', url: URL })).toEqual({
    given: {
      name: 'slack',
      definition: { url: URL, types: [], include: 'ids', where: null, enabled: true },
      headers: {},
    },
    faults: [],
  });
});

test.each<{ body: JsonObject; fault: string }>([
  { body: { url: URL }, fault: 'name: name must be a non-empty string.' },
  { body: { name: 'Slack!', url: URL }, fault: 'name: name must be 1 to 40 of a-z, 0-9 and -.' },
  { body: { name: 'a'.repeat(41), url: URL }, fault: 'name: name must be 1 to 40' },
  { body: { name: 'a' }, fault: 'url: url must be a non-empty string.' },
  { body: { name: 'a', url: 'http://hooks.example.com' }, fault: 'url: url must be an https address' },
  { body: { name: 'a', url: 'https://me@hooks.example.com' }, fault: 'url: url must not contain a user name' },
  { body: { name: 'a', url: `${URL}#b` }, fault: 'url: url must not contain a fragment' },
  { body: { name: 'a', url: `${URL}${'a'.repeat(2_000)}` }, fault: 'url: url must not be longer than 2000' },
  { body: { name: 'a', url: URL, types: ['muster.person.made'] }, fault: 'types[0]: types[0] must be one of muster' },
  { body: { name: 'a', url: URL, types: ['muster.ping'] }, fault: 'types[0]: ' },
  { body: { name: 'a', url: URL, include: 'all' }, fault: 'include: include must be one of ids, names, changes' },
  { body: { name: 'a', url: URL, include: 7 }, fault: 'include: ' },
  { body: { name: 'a', url: URL, enabled: 'perhaps' }, fault: 'enabled: enabled must be true or false' },
  { body: { name: 'a', url: URL, secret: 'short' }, fault: 'secret: secret must be 24 to 64 bytes' },
  { body: { name: 'a', url: URL, headers: { A: 'x', B: 'y' } }, fault: 'headers: headers may hold one header' },
  { body: { name: 'a', url: URL, headers: { 'webhook-id': 'x' } }, fault: 'headers.webhook-id: ' },
  { body: { name: 'a', url: URL, headers: { Host: 'x' } }, fault: 'headers.Host: ' },
  { body: { name: 'a', url: URL, headers: { Authorization: 'a\r\nb' } }, fault: 'headers.Authorization: ' },
  { body: { name: 'a', url: URL, headers: { 'a b': 'x' } }, fault: 'headers.a b: ' },
  { body: { name: 'a', url: URL, type: [] }, fault: 'type: type is unknown; expected name, kind, url, types' },
  {
    body: {
      ...{ name: 'a', url: URL },
      where: { groups: [{ name: 'g', clauses: [{ sourceOperandName: 'title', operatorName: 'LIKES' }] }] },
    },
    fault: 'where.groups[0].clauses[0].operatorName: ',
  },
])('$fault', ({ body, fault }) => {
  expect(read(body).faults.join('\n')).toContain(fault);
});

test('a name stays', () => {
  expect(read({ url: URL }, 'slack').given.name).toBe('slack');
  expect(read({ name: 'teams', url: URL }, 'slack').faults).toEqual([
    'name: name must be "slack", as in the path: a name stays.',
  ]);
});

test.each([
  { types: [], type: 'muster.person.created', is: true },
  { types: ['muster.person.*'], type: 'muster.person.created', is: true },
  { types: ['muster.person.*'], type: 'muster.job.disabled', is: false },
  { types: ['muster.person.created'], type: 'muster.person.updated', is: false },
])('$types is told of $type: $is', ({ types, type, is }) => {
  expect(subscribes(types, type)).toBe(is);
});
