import { compileSchema } from '../../../shared/engine/schema/compileSchema';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { Fields } from '../../../shared/engine/schema/parse/fields';
import { type GivenOutlet, readOutlet } from '../../../shared/outlets/definition';
import { describeLoop, findLoops } from '../../../shared/outlets/writeback/loops';
import { attributesRead } from '../../../shared/outlets/writeback/values';
import { faultsOfHr } from '../../../shared/pipeline/outlets/writeback/faultsOfHr';
import type { JsonObject } from '../../../shared/scim/json';

const PULL = { name: 'hr', kind: 'writeback', way: 'pull', map: { workEmail: '[mail]' } };
const SCIM = { baseAddress: 'https://hr.example.com/scim', auth: { SecretToken: 't0ken' } };

function read(body: JsonObject): { given: GivenOutlet; faults: readonly string[] } {
  const faults: string[] = [];
  const fields = new Fields(body, '', (path, _, message) => void faults.push(`${path}: ${message}`));
  const targetAttributes = new Set(['mail', 'userPrincipalName', 'telephoneNumber', 'unicodePwd']);
  return { given: readOutlet(fields, { name: undefined, allowLoopback: false, targetAttributes }), faults };
}

test('a writeback says what is filled from what, and is told of no events', () => {
  expect(read(PULL)).toEqual({
    faults: [],
    given: {
      name: 'hr',
      headers: {},
      auth: {},
      isBaseline: false,
      definition: {
        url: null,
        types: ['muster.writeback'],
        include: 'ids',
        where: null,
        enabled: true,
        writeback: {
          way: 'pull',
          map: [{ name: 'workEmail', expression: '[mail]', clears: false }],
          refresh: 'P7D',
        },
      },
    },
  });
});

test('of the credentials of a SCIM service only what is no secret is part of the definition', () => {
  const vault = '@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/hr)';
  const auth = {
    clientidentifier: 'muster',
    ClientSecret: 's3cret',
    Oauth2TokenExchangeUri: 'https://hr.example.com/token',
  };
  const { given, faults } = read({ ...PULL, way: 'scim', scim: { ...SCIM, auth } });
  expect(faults).toEqual([]);
  expect(given.definition.writeback?.hr).toEqual({
    baseAddress: SCIM.baseAddress,
    match: 'externalId',
    auth: { ClientIdentifier: 'muster', Oauth2TokenExchangeUri: 'https://hr.example.com/token' },
  });
  expect(given.auth).toMatchObject({ ClientSecret: 's3cret' });
  const kept = read({ ...PULL, way: 'scim', scim: { ...SCIM, auth: { SecretToken: vault } } }).given.definition;
  expect(kept.writeback?.hr?.auth).toEqual({ SecretToken: vault });
});

test('users are found by the ids of an inlet where it is named, and then by nothing else', () => {
  const { given } = read({ ...PULL, way: 'scim', scim: { ...SCIM, idFrom: 'bamboo' } });
  expect(given.definition.writeback?.hr).toEqual({ baseAddress: SCIM.baseAddress, idFrom: 'bamboo', auth: {} });
});

test.each<{ body: JsonObject; fault: string }>([
  { body: { ...PULL, way: undefined as never }, fault: 'way: way must be one of scim, webhook, pull.' },
  { body: { ...PULL, way: 'post' }, fault: 'way: way must be one of scim, webhook, pull, got "post".' },
  { body: { ...PULL, kind: 'back' }, fault: 'kind: kind must be one of events, writeback, got "back".' },
  { body: { ...PULL, types: [] }, fault: 'types: types is unknown' },
  { body: { ...PULL, map: {} }, fault: 'map: map must name from 1 to 32 attributes' },
  { body: { ...PULL, map: { workEmail: '[mail' } }, fault: 'map.workEmail.expression: map.workEmail.expression: ' },
  { body: { ...PULL, map: { workEmail: '[mial]' } }, fault: 'has no attribute [mial]; discover the schema' },
  { body: { ...PULL, map: { workEmail: 'Guid()' } }, fault: 'must give the same each time for the same account.' },
  { body: { ...PULL, map: { workEmail: '[unicodePwd]' } }, fault: '[unicodePwd] is never written back.' },
  {
    body: { ...PULL, map: { workEmail: 7 } },
    fault: 'map.workEmail: map.workEmail must be an expression such as "[mail]"',
  },
  {
    body: { ...PULL, map: { workEmail: { expression: '[mail]', clear: true } } },
    fault: 'map.workEmail.clear is unknown',
  },
  { body: { ...PULL, map: { active: '[mail]' } }, fault: 'map.active is never written back' },
  { body: { ...PULL, map: { externalID: '[mail]' } }, fault: 'map.externalID is never written back' },
  { body: { ...PULL, map: { 'a\u0000': '[mail]' } }, fault: 'must not hold control characters' },
  { body: { ...PULL, refresh: 'PT1H' }, fault: 'refresh: refresh must be a duration from P1D to P90D' },
  { body: { ...PULL, url: 'https://hooks.example.com/' }, fault: 'url: url is for "way": "webhook" alone.' },
  { body: { ...PULL, headers: { A: 'b' } }, fault: 'headers: headers is for "way": "webhook" alone.' },
  { body: { ...PULL, way: 'webhook' }, fault: 'url: url must be a non-empty string.' },
  { body: { ...PULL, way: 'webhook', url: null }, fault: 'url: url must be a non-empty string.' },
  { body: { ...PULL, way: 'webhook', url: 'http://hooks.example.com/' }, fault: 'url: url ' },
  { body: { ...PULL, scim: SCIM }, fault: 'scim: scim is for "way": "scim" alone.' },
  { body: { ...PULL, way: 'scim' }, fault: 'scim: scim must say where the service is' },
  { body: { ...PULL, way: 'scim', scim: { ...SCIM, baseAddress: 'https://u:p@h/' } }, fault: 'scim.baseAddress: ' },
  { body: { ...PULL, way: 'scim', scim: { ...SCIM, auth: {} } }, fault: 'scim.auth: scim.auth must hold credentials' },
  { body: { ...PULL, way: 'scim', scim: { ...SCIM, auth: { Token: 'x' } } }, fault: 'scim.auth.Token is unknown' },
  {
    body: { ...PULL, way: 'scim', scim: { ...SCIM, match: 'userName', idFrom: 'bamboo' } },
    fault: 'scim.match: scim.match and scim.idFrom exclude each other',
  },
])('is refused with its place: $fault', ({ body, fault }) => {
  expect(read(body).faults.join('\n')).toContain(fault);
});

test('names that a SCIM service has none of are refused, and so is what its users are found by', () => {
  const map = { 'emails[type eq "work"].value': '[mail]', 'a b': '[mail]', userName: '[mail]' };
  const { given } = read({ ...PULL, way: 'scim', map, scim: { ...SCIM, match: 'userName' } });
  const writeback = given.definition.writeback;
  if (writeback === undefined) throw new Error('It is none.');
  expect(faultsOfHr(writeback).map(({ target }) => target)).toEqual(['map.a b', 'map.userName']);
});

test('what is read of the target is known, each once', () => {
  const [one, other] = ['Join(",", [mail], [objectId], [externalId])', '[mail]'].map((expression) => [
    { name: 'x', expression, clears: false },
  ]);
  expect(attributesRead([one ?? [], other ?? []])).toEqual(['mail']);
});

describe('a circle through the job’s own mappings', () => {
  const compiled = compileSchema(defaultSchema('API2AAD', { id: 'schema' }));
  const loops = (name: string, expression: string, source?: string) =>
    findLoops([{ name, expression, clears: false, ...(source !== undefined && { source }) }], compiled);

  test.each([
    { what: 'an expression on the way in', name: 'userName', expression: '[userPrincipalName]', found: [false] },
    {
      what: 'the same by the name it comes back as',
      name: 'login',
      expression: '[userPrincipalName]',
      source: 'userName',
      found: [false],
    },
    { what: 'the attribute as it is', name: 'displayName', expression: '[displayName]', found: [true] },
    { what: 'an expression on the way out', name: 'displayName', expression: 'Trim([displayName])', found: [false] },
    { what: 'another attribute', name: 'workEmail', expression: '[userPrincipalName]', found: [] },
    { what: 'an attribute that no mapping fills', name: 'userName', expression: '[objectId]', found: [] },
  ])('$what', ({ name, expression, source, found }) => {
    expect(loops(name, expression, source).map(({ isPlain }) => isPlain)).toEqual(found);
  });

  test('is told with both halves of it', () => {
    const [loop] = loops('userName', '[userPrincipalName]');
    if (loop === undefined) throw new Error('There is none.');
    expect(describeLoop(loop)).toMatch(
      /^userName is filled from \[userPrincipalName\], and the job fills userPrincipalName with /,
    );
  });
});
