import { compileAttributePath } from '../../shared/scim/attributePath';
import { flattenUser } from '../../shared/scim/flatten';
import type { Json } from '../../shared/scim/json';
import { ENTERPRISE_USER } from '../../shared/scim/urns';

describe('flattenUser', () => {
  test('gives the lines of the worked example (wire contract 6.2)', () => {
    const data = {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      externalId: '810042',
      active: true,
      name: { givenName: 'Mira', familyName: 'Okafor' },
      addresses: [{ type: 'work', locality: 'Leeds', primary: true }],
      [ENTERPRISE_USER]: {
        department: 'Finance',
        manager: { value: '800017', displayName: 'Bo', $ref: '../Users/17' },
      },
    };
    expect(flattenUser(data)).toEqual({
      externalId: '810042',
      active: 'True',
      'name.givenName': 'Mira',
      'name.familyName': 'Okafor',
      'addresses[type eq "work"].locality': 'Leeds',
      [`${ENTERPRISE_USER}:department`]: 'Finance',
      [`${ENTERPRISE_USER}:manager`]: '800017',
    });
  });

  test.each([
    { rule: 'what has no value is left out', data: { a: null, b: undefined, c: {} }, lines: {} },
    { rule: 'empty text is shown', data: { a: '' }, lines: { a: '' } },
    { rule: 'numbers are printed', data: { a: 7 }, lines: { a: '7' } },
    { rule: 'a list is one line', data: { tags: ['a', 1, false] }, lines: { tags: 'a, 1, False' } },
    { rule: 'a list without values is none', data: { tags: [null] }, lines: {} },
    {
      rule: 'a lone untyped element is the work one',
      data: { emails: [{ value: 'x' }] },
      lines: { 'emails[type eq "work"].value': 'x' },
    },
    {
      rule: 'and so is one with an empty type',
      data: { emails: [{ type: '', value: 'x' }] },
      lines: { 'emails[type eq "work"].value': 'x' },
    },
    {
      rule: 'several untyped elements are told apart by their place',
      data: { emails: [{ value: 'x' }, { value: 'y' }] },
      lines: { 'emails[0].value': 'x', 'emails[1].value': 'y' },
    },
    {
      rule: 'of several with one type the first is shown, which is the one that is read',
      data: {
        emails: [
          { type: 'work', value: 'x' },
          { type: 'work', value: 'y' },
        ],
      },
      lines: { 'emails[type eq "work"].value': 'x' },
    },
    {
      rule: 'a list of texts is one line, without what is none',
      data: { tags: ['a', null, ['x'], 'b'] },
      lines: { tags: 'a, b' },
    },
    {
      rule: 'passwords are never shown',
      data: { password: 'p', account: { Password: 'q' }, passwordExpired: true },
      lines: { password: '[Redact]', 'account.Password': '[Redact]', passwordExpired: 'True' },
    },
    {
      rule: 'a custom URN without version',
      data: { 'urn:contoso:employee': { JobCode: 'TL', site: { floor: '3' } } },
      lines: { 'urn:contoso:employee:JobCode': 'TL', 'urn:contoso:employee:site.floor': '3' },
    },
    {
      rule: 'a complex value whose value is no text is shown member by member',
      data: { pay: { value: 3, unit: 'x' } },
      lines: { 'pay.value': '3', 'pay.unit': 'x' },
    },
    {
      rule: 'a name that only contains urn is an ordinary one',
      data: { turn: { left: '1' } },
      lines: { 'turn.left': '1' },
    },
  ])('$rule', ({ data, lines }) => {
    expect(flattenUser(data)).toEqual(lines);
  });

  test('attributes named as secret are shown as [Redact]', () => {
    const data = { userName: 'ann', name: { givenName: 'Ann' }, emails: [{ type: 'work', value: 'x' }] };
    expect(flattenUser(data, new Set(['name.givenName', 'emails[type eq "work"].value']))).toEqual({
      userName: 'ann',
      'name.givenName': '[Redact]',
      'emails[type eq "work"].value': '[Redact]',
    });
  });

  test('every line is named as the attribute path that reads it', () => {
    const data = {
      userName: 'ann',
      name: { givenName: 'Ann' },
      phoneNumbers: [{ type: 'mobile', value: '5' }],
      [ENTERPRISE_USER]: { department: 'Sales', manager: { value: '2' } },
    };
    for (const [name, text] of Object.entries(flattenUser(data))) {
      expect([name, compileAttributePath(name).read(data)]).toEqual([name, text]);
    }
  });

  test('nesting without end is cut off where the name would grow too long', () => {
    let nested: Json = 'deep';
    for (let level = 0; level < 100_000; level += 1) nested = { m: nested };
    expect(flattenUser({ ok: 'yes', a: { b: 'c' }, nested })).toEqual({ ok: 'yes', 'a.b': 'c' });
    expect(flattenUser({ [`${'n'.repeat(499)}x`]: 'shown', [`${'n'.repeat(500)}x`]: 'not shown' })).toEqual({
      [`${'n'.repeat(499)}x`]: 'shown',
    });
  });

  test('ever new attribute names do not change how the usual ones are shown', () => {
    for (let index = 0; index < 300; index += 1) {
      expect(flattenUser({ [`custom${index}`]: { [`member${index}`]: '1' } })).toEqual({
        [`custom${index}.member${index}`]: '1',
      });
      expect(flattenUser({ name: { [`member${index}`]: '1' } })).toEqual({ [`name.member${index}`]: '1' });
    }
    expect(flattenUser({ name: { givenName: 'Ann' } })).toEqual({ 'name.givenName': 'Ann' });
  });
});
