import { redact } from '../../../shared/targets/kit/redact';

describe('redact', () => {
  test.each([
    { name: 'known secrets', text: 'a s3cret b s3cret', secrets: ['s3cret'], redacted: 'a [redacted] b [redacted]' },
    {
      name: 'anything that looks like a credential',
      text: 'Basic dXNlcg== and bearer x.y-z',
      secrets: [],
      redacted: 'Basic [redacted] and bearer [redacted]',
    },
    { name: 'control characters and line breaks', text: 'a\r\n\u0000b\tc', secrets: [], redacted: 'a b c' },
    { name: 'nothing for a secret too short to tell from words', text: 'a cat', secrets: ['a'], redacted: 'a cat' },
  ])('removes $name', ({ text, secrets, redacted }) => {
    expect(redact(text, secrets)).toBe(redacted);
  });

  test('keeps a thousand characters', () => {
    expect(redact('x'.repeat(5_000), [])).toBe(`${'x'.repeat(1_000)}…`);
  });
});
