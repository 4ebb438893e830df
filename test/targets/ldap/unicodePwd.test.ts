import { randomBytes, randomUUID } from 'node:crypto';
import { encodePassword, generatePassword } from '../../../shared/targets/ldap/unicodePwd';

const random = { bytes: (length: number) => randomBytes(length), uuid: () => randomUUID() };

describe('generatePassword', () => {
  const passwords = Array.from({ length: 200 }, () => generatePassword(random));

  test('has 67 characters, and is another one each time', () => {
    expect(passwords.every((password) => password.length === 67)).toBe(true);
    expect(new Set(passwords).size).toBe(200);
  });

  test('meets the complexity rule: capitals, small letters, digits and others', () => {
    for (const password of passwords) {
      expect(password).toMatch(/[A-Z]/);
      expect(password).toMatch(/[a-z]/);
      expect(password).toMatch(/[0-9]/);
      expect(password).toMatch(/[^A-Za-z0-9]/);
    }
  });

  test('contains no part of any name: never three characters in a row without a comma', () => {
    for (const password of passwords) expect(password).not.toMatch(/[^,]{3}/);
  });

  test('takes each random byte into account', () => {
    const made = Array.from({ length: 42 }, (_, position) =>
      generatePassword({ ...random, bytes: (length) => Buffer.alloc(length).fill(1, position, position + 1) }),
    );
    expect(new Set(made).size).toBe(42);
  });
});

test('encodePassword quotes the password and writes it in UTF-16, little-endian', () => {
  expect(encodePassword('Aé1').toString('hex')).toBe('22004100e90031002200');
});
