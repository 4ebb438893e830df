/** Definitions are read whole, and every fault is told with its place (spec/hands.md 3.3). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf, inlet } from './samples';

const EXAMPLES = join(__dirname, '../../docs/examples/inlets');

const isDefinition = (name: string) => !/\.(?:event|documents)\.json$/.test(name);

test.each(readdirSync(EXAMPLES).filter(isDefinition))('the example %s is a definition, and says what it is', (name) => {
  const definition = JSON.parse(readFileSync(join(EXAMPLES, name), 'utf8')) as { description: string };
  expect(faultsOf(definition)).toEqual([]);
  expect(definition.description).toMatch(/Never tried against|of your own/);
});

test('what nobody says has its default', () => {
  expect(inlet('signed')).toMatchObject({
    description: null,
    enabled: true,
    origins: [],
    expect: {},
    onDeleted: 'ignore',
    fetch: null,
    refetchOn: [],
    timeZone: 'UTC',
    perMinute: 3_000,
    expectEveryMs: null,
    answers: { accepted: 202, busy: 503 },
  });
  expect(inlet('signed', { expectEvery: 'P1DT12H30M' }).expectEveryMs).toBe(131_400_000);
});

const BAMBOO = { name: 'a', preset: 'bamboohr', settings: { company: 'acme' } };
const step = (more: Readonly<Record<string, unknown>>) => ({
  fetch: { steps: [{ name: 'employee', url: 'https://hr.example.com/people/{person}', ...more }] },
});
const hmac = (more: Readonly<Record<string, unknown>>) => ({
  verify: { header: 'X-S', parts: ['body'], timestamp: null, ...more },
});
const URL_PLACE = 'fetch.steps[0].url';

test.each<{ name: string; more: Readonly<Record<string, unknown>>; faults: readonly string[] }>([
  { name: 'another name', more: { name: 'A_1' }, faults: ['name: name must be 1 to 40 of a–z, 0–9 and "-".'] },
  { name: 'no name', more: { name: '' }, faults: ['name: name must be a non-empty string.'] },
  { name: 'a name of 41', more: { name: 'a'.repeat(41) }, faults: ['name: name must be 1 to 40 of a–z, 0–9 and "-".'] },
  {
    name: 'a setting that is missing',
    more: { settings: { company: '' } },
    faults: [
      'settings.company: settings.company is missing: the part of your BambooHR address that stands before .bamboohr.com',
    ],
  },
  {
    name: 'a setting that would lead elsewhere',
    more: { settings: { company: 'evil.example.com/' } },
    faults: [
      'settings.company: settings.company must match [A-Za-z0-9][A-Za-z0-9-]{0,62}: the part of your BambooHR address that stands before .bamboohr.com',
    ],
  },
  {
    name: 'an unknown setting with a slash',
    more: { settings: { company: 'acme', x: 'a/b' } },
    faults: ['settings.x: settings.x must match [A-Za-z0-9._-]{1,100}.'],
  },
  {
    name: 'a zone that there is not',
    more: { timeZone: 'Europe/Bonn' },
    faults: ['timeZone: timeZone must be the name of a zone, such as Europe/Berlin.'],
  },
  {
    name: 'a time that is none',
    more: { expectEvery: '24h' },
    faults: ['expectEvery: expectEvery must be a time such as PT24H or P7D.'],
  },
  {
    name: 'no time at all',
    more: { expectEvery: 'PT0M' },
    faults: ['expectEvery: expectEvery must be a time such as PT24H or P7D.'],
  },
  {
    name: 'more than a minute holds',
    more: { perMinute: 60_001 },
    faults: ['perMinute: perMinute must be 1 to 60000, got 60001.'],
  },
  {
    name: 'an answer that says failed',
    more: { answers: { accepted: 404 } },
    faults: ['answers.accepted: answers.accepted must be 200 to 299, got 404.'],
  },
  {
    name: 'an effect that there is not',
    more: { effects: { 'a.b': 'delete' } },
    faults: ['effects["a.b"]: effects["a.b"] must be one of fetch, full, deleted, revoke, ping, ignore, got "delete".'],
  },
  {
    name: 'a star in the middle',
    more: { effects: { 'a.*.b': 'ignore' } },
    faults: ['effects["a.*.b"]: effects["a.*.b"] may have a "*" at its end only.'],
  },
  {
    name: 'the whole person from a thin event',
    more: { effects: { a: 'full' } },
    faults: ['effects["a"]: effects["a"] is "full", and mode is "thin": say "full" or "partial" there.'],
  },
  {
    name: 'an expression that is none',
    more: { map: { title: 'Join([a' } },
    faults: ['map["title"]: The attribute name that starts here has no closing bracket. (column 6 of the expression)'],
  },
  {
    name: 'a value that is another each time',
    more: { map: { title: 'Guid()' } },
    faults: [
      'map["title"]: The same answer must always give the same person: RandomString, Guid and SelectUniqueValue are for the job.',
    ],
  },
  {
    name: 'a table without words',
    more: { map: { title: { path: 'employee.jobTitle', values: {} } } },
    faults: ['map["title"].values: map["title"].values must be an object of words.'],
  },
  {
    name: 'a table whose words are no values',
    more: { map: { active: { values: { Active: { a: 1 } } } } },
    faults: [
      'map["active"].values["Active"]: map["active"].values["Active"] must be a text, a number, true, false or null.',
    ],
  },
  {
    name: 'a rule that is a number',
    more: { map: { title: 7 } },
    faults: [
      'map["title"]: map["title"] must be an expression such as "[employee.id]", {"path", "values"}, {"value"} or {"person"}.',
    ],
  },
  {
    name: 'nobody’s person',
    more: { map: { externalId: null } },
    faults: ['map: map.externalId must say whose the person is.'],
  },
  {
    name: 'a password',
    more: { map: { password: '[employee.id]' } },
    faults: ['map["password"]: Passwords are generated, never provisioned.'],
  },
  {
    name: 'a date that is no expression',
    more: { refetchOn: ['['] },
    faults: ['refetchOn[0]: The attribute name that starts here has no closing bracket. (column 1 of the expression)'],
  },
  {
    name: 'a misspelled member',
    more: { fetches: {} },
    faults: [expect.stringMatching(/^fetches: fetches is unknown; expected name, /)] as never,
  },
  {
    name: 'an address without https',
    more: step({ url: 'http://hr.example.com/{person}' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} must begin with https://.`],
  },
  {
    name: 'an address on this computer',
    more: step({ url: 'http://127.0.0.1:8080/{person}' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} must begin with https://.`],
  },
  {
    name: 'an address of a file',
    more: step({ url: 'file:///etc/passwd' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} must begin with https://.`],
  },
  {
    name: 'no address',
    more: step({ url: 'hr.example.com' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} must be an address, such as https://api.example.com/people/{person}.`],
  },
  {
    name: 'the person as host',
    more: step({ url: 'https://{person}.example.com/' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} must not have {person} in its host.`],
  },
  {
    name: 'a user in the address',
    more: step({ url: 'https://a:b@hr.example.com/' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} must hold no user name and no password: see fetch.auth.`],
  },
  {
    name: 'a secret in the address',
    more: step({ url: 'https://hr.example.com/?key={secret}' }),
    faults: [`${URL_PLACE}: ${URL_PLACE} asks for {secret}; there are {company}, {person}.`],
  },
  {
    name: 'a secret in the body',
    more: step({ body: { key: '{secret}' } }),
    faults: ['fetch.steps[0].body: fetch.steps[0].body asks for {secret}; there are {company}, {person}.'],
  },
  {
    name: 'a secret as header',
    more: step({ headers: { Authorization: 'x' } }),
    faults: [
      'fetch.steps[0].headers.Authorization: fetch.steps[0].headers.Authorization cannot be set here: see fetch.auth.',
    ],
  },
  {
    name: 'two lines in a header',
    more: step({ headers: { 'X-A': 'a\r\nb: c' } }),
    faults: ['fetch.steps[0].headers.X-A: fetch.steps[0].headers.X-A must be a header and its value on one line.'],
  },
  {
    name: 'a step called event',
    more: step({ name: 'event' }),
    faults: ['fetch.steps[0].name: fetch.steps[0].name is "event", which is taken.'],
  },
  { name: 'no step', more: { fetch: { steps: [] } }, faults: ['fetch.steps: fetch.steps must hold a step.'] },
  {
    name: 'a signature over no body',
    more: hmac({ parts: ['header:X-T'] }),
    faults: ['verify.parts: verify.parts must hold "body": what is not signed could be anybody\'s.'],
  },
  {
    name: 'a part that is none',
    more: hmac({ parts: ['body', 'url'] }),
    faults: ['verify.parts[1]: verify.parts[1] must be body, header:NAME or text:…, got "url".'],
  },
  {
    name: 'a time that nobody signs',
    more: hmac({ timestamp: { header: 'X-T' } }),
    faults: [
      'verify.timestamp.header: verify.timestamp.header must be among the parts as header:X-T: a time that is not signed proves nothing.',
    ],
  },
  {
    name: 'a window of two days',
    more: hmac({ toleranceSeconds: 172_800 }),
    faults: ['verify.toleranceSeconds: verify.toleranceSeconds must be 1 to 86400, got 172800.'],
  },
  {
    name: 'a short secret',
    more: { secrets: ['short'] },
    faults: ['secrets[0]: secrets[0] must be at least 16 bytes long, got 5.'],
  },
  {
    name: 'five secrets',
    more: { secrets: Array(5).fill('sixteen letters.') },
    faults: ['secrets: secrets may be at most 4, got 5.'],
  },
  {
    name: 'a secret in a vault',
    more: { secrets: ['@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/a)'] },
    faults: [],
  },
  {
    name: 'a standard secret of 23 bytes',
    more: { verify: { scheme: 'standard' }, secrets: [`whsec_${btoa('x'.repeat(23))}`] },
    faults: ['secrets[0]: secrets[0] must be 24 to 64 bytes as base64, got 23.'],
  },
  {
    name: 'a standard secret that is no base64',
    more: { verify: { scheme: 'standard' }, secrets: ['not base64 at all, by far'] },
    faults: ['secrets[0]: secrets[0] must be base64, with whsec_ or whpk_ before it or without.'],
  },
  {
    name: 'a standard secret with a letter too many',
    more: { verify: { scheme: 'standard' }, secrets: [`whsec_${btoa('x'.repeat(24))}A`] },
    faults: ['secrets[0]: secrets[0] must be base64, with whsec_ or whpk_ before it or without.'],
  },
  {
    name: 'a public key of 24 bytes',
    more: { verify: { scheme: 'standard' }, secrets: [`whpk_${btoa('x'.repeat(24))}`] },
    faults: ['secrets[0]: secrets[0] must be 32 bytes as base64.'],
  },
  {
    name: 'a password without a name',
    more: { verify: { scheme: 'basic' }, secrets: ['a long password of one'] },
    faults: ['secrets[0]: secrets[0] must be name:password.'],
  },
  {
    name: 'a secret that a bearer has no use for',
    more: { verify: { scheme: 'bearer' }, secrets: ['a long password of one'] },
    faults: ['secrets[0]: secrets[0] is of no use: senders of a "bearer" inlet show a token of the issuer.'],
  },
  {
    name: 'a ping that is a number',
    more: { event: { pings: [7] } },
    faults: ['event.pings[0]: event.pings[0] must be a text, or an object of texts.'],
  },
  {
    name: 'a shape without a type',
    more: { event: { shapes: [{ person: 'id' }] } },
    faults: ['event.shapes[0].type: event.shapes[0].type must be a path, or typeElse a type.'],
  },
])('$name', ({ more, faults }) => {
  expect(faultsOf({ ...BAMBOO, ...more })).toEqual(faults);
});

test.each([
  { given: [], expected: ': The definition of an inlet must be a JSON object.' },
  { given: null, expected: ': The definition of an inlet must be a JSON object.' },
  {
    given: { name: 'a' },
    expected:
      'preset: preset must be one of bamboohr, hibob, personio, finch, merge, standard, cloudevents, signed, token, basic.',
  },
  {
    given: { name: 'a', preset: '__proto__' },
    expected:
      'preset: preset must be one of bamboohr, hibob, personio, finch, merge, standard, cloudevents, signed, token, basic.',
  },
])('$given', ({ given, expected }) => {
  expect(faultsOf(given)).toEqual([expected]);
});

test('all faults are told together', () => {
  expect(faultsOf({ ...BAMBOO, name: '', perMinute: 0, map: { title: 7 } })).toHaveLength(3);
});
