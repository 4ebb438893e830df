import type { Json, JsonObject } from '../../shared/scim/json';
import { isPasswordName, MAX_PAYLOAD_DEPTH, payloadFaults, withoutPasswords } from '../../shared/scim/payload';
import { ENTERPRISE_USER } from '../../shared/scim/urns';

const messages = (data: JsonObject) => payloadFaults(data, 'data').map(({ message }) => message);

describe('numbers that would be rounded', () => {
  test.each<{ text: string; places: string[] }>([
    { text: '{"externalId": 9007199254740993}', places: ['data.externalId'] },
    { text: '{"externalId": 9007199254740992}', places: ['data.externalId'] },
    { text: '{"a": {"b": [1, {"c": -9007199254740992}]}}', places: ['data.a.b[1].c'] },
    { text: '{"a": 1e400, "b": [-1e400]}', places: ['data.a', 'data.b[0]'] },
    { text: '{"urn:x:User": {"badge": 1e17}}', places: ['data.urn:x:User.badge'] },
    { text: '{"a": 9007199254740991, "b": -9007199254740991, "c": 1.5, "d": "9007199254740993"}', places: [] },
  ])('$text', ({ text, places }) => {
    const faults = payloadFaults(JSON.parse(text), 'data');
    expect(faults.map(({ target }) => target)).toEqual(places);
    for (const { code, target, message } of faults) {
      expect({ code, message }).toEqual({
        code: 'InvalidValue',
        message: `${target} is beyond 9007199254740991 and would be rounded: send it as text.`,
      });
    }
  });
});

describe('nesting', () => {
  /** Data of so many levels, the outermost included. */
  function nested(levels: number, wrap: (inner: Json) => Json = (a) => ({ a })): JsonObject {
    let inner: Json = wrap('deep');
    for (let level = 2; level < levels; level += 1) inner = wrap(inner);
    return { a: inner };
  }

  test('is taken up to the limit', () => {
    expect(payloadFaults(nested(64), 'data')).toEqual([]);
    expect(
      payloadFaults(
        nested(64, (inner) => [inner]),
        'data',
      ),
    ).toEqual([]);
    expect(MAX_PAYLOAD_DEPTH).toBe(64);
  });

  test('is refused beyond it, with the place', () => {
    expect(messages(nested(65))).toEqual([`data${'.a'.repeat(64)} is nested deeper than 64 levels.`]);
    expect(messages(nested(65, (inner) => [inner]))).toEqual([
      `data.a${'[0]'.repeat(63)} is nested deeper than 64 levels.`,
    ]);
  });

  test('without end costs no more than the limit', () => {
    expect(messages(nested(100_000))).toHaveLength(1);
  });
});

describe('passwords', () => {
  test.each<{ rule: string; data: JsonObject; kept: JsonObject }>([
    { rule: 'of the user', data: { password: 'x', title: 'a' }, kept: { title: 'a' } },
    {
      rule: 'as Graph spells it',
      data: { passwordProfile: { password: 'x', forceChange: true }, 'PasswordProfile.Password': 'y' },
      kept: { passwordProfile: { forceChange: true } },
    },
    { rule: 'in any case', data: { PassWord: 'x', title: 'a' }, kept: { title: 'a' } },
    {
      rule: 'of an extension',
      data: { [ENTERPRISE_USER]: { Password: 'x', department: 'a' } },
      kept: { [ENTERPRISE_USER]: { department: 'a' } },
    },
    {
      rule: 'of an extension alone',
      data: { title: 'a', 'urn:x': { password: 'x' } },
      kept: { title: 'a', 'urn:x': {} },
    },
    { rule: 'as a flattened key', data: { [`${ENTERPRISE_USER}:password`]: 'x' }, kept: {} },
    {
      rule: 'whatever is in them',
      data: { password: { value: 'x' }, 'URN:x': { password: null } },
      kept: { 'URN:x': {} },
    },
  ])('$rule', ({ data, kept }) => {
    const before = structuredClone(data);
    expect(withoutPasswords(data)).toEqual(kept);
    expect(data).toEqual(before);
  });

  test.each<JsonObject>([
    { title: 'password', passwordPolicies: 'x', name: { givenName: 'a' } },
    { passwordProfiles: { password: 'kept: no profile' }, 'x-urn:x': { password: 'kept: no extension' } },
    { custom: { password: 'kept: no extension' }, 'urn:x': { hint: 'a' }, 'urn:y': 'password' },
  ])('the very same data comes back where there are none: %j', (data) => {
    expect(withoutPasswords(data)).toBe(data);
  });

  test.each([
    ['password', true],
    ['PASSWORD', true],
    ['urn:contoso:User:password', true],
    ['passwordProfile.password', true],
    ['urn:contoso:User:passwordHint', false],
    ['oldpassword', false],
    ['passwordExpired', false],
    ['custom.password', false],
  ])('%s: %s', (name, is) => {
    expect(isPasswordName(name)).toBe(is);
  });
});
