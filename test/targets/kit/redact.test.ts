import { passwordsIn, redact } from '../../../shared/targets/kit/redact';

describe('redact', () => {
  test.each([
    { name: 'known secrets', text: 'a s3cret b s3cret', secrets: ['s3cret'], redacted: 'a [redacted] b [redacted]' },
    {
      name: 'anything that looks like a credential',
      text: 'Basic  dXNlcg== and bearer x.y-z',
      secrets: [],
      redacted: 'Basic [redacted] and bearer [redacted]',
    },
    { name: 'control characters and line breaks', text: ' a\r\n\u0000b\tc\n', secrets: [], redacted: 'a b c' },
    { name: 'a secret of four characters', text: 'a cats', secrets: ['cats'], redacted: 'a [redacted]' },
    { name: 'nothing for a secret too short to tell from words', text: 'a cat', secrets: ['a'], redacted: 'a cat' },
  ])('removes $name', ({ text, secrets, redacted }) => {
    expect(redact(text, secrets)).toBe(redacted);
  });

  test('keeps a thousand characters', () => {
    expect(redact('x'.repeat(5_000), [])).toBe(`${'x'.repeat(1_000)}…`);
    expect(redact('x'.repeat(1_000), [])).toBe('x'.repeat(1_000));
  });
});

describe('passwordsIn', () => {
  test.each<{ rule: string; body: unknown; passwords: readonly string[] }>([
    { rule: 'a member, whatever its case', body: { Password: 'a', userName: 'ann' }, passwords: ['a'] },
    { rule: 'one that ends so', body: { passwordProfile: { newPassword: 'b' } }, passwords: ['b'] },
    {
      rule: 'what a PATCH writes',
      body: { Operations: [{ op: 'add', path: 'urn:x:password', value: 'c' }] },
      passwords: ['c'],
    },
    { rule: 'of several requests', body: [{ password: 'd' }, null, 'e', { password: 'f' }], passwords: ['d', 'f'] },
    { rule: 'an object called so, looked into', body: { password: { password: 'g' } }, passwords: ['g'] },
    { rule: 'no name that only begins so', body: { passwordPolicies: 'h', path: 'title', value: 'i' }, passwords: [] },
    { rule: 'no value but text', body: { path: 'password', value: 7, password: true }, passwords: [] },
    { rule: 'nothing', body: undefined, passwords: [] },
  ])('finds $rule', ({ body, passwords }) => {
    expect(passwordsIn(body)).toEqual(passwords);
  });
});
