import { createSealer, SealingKeyMissing, SecretUnreadable } from '../../../shared/store/jobs/sealing';
import { seededRandom } from '../../support/world';

const KEY = new Uint8Array(32).fill(7);
const sealer = createSealer(KEY, seededRandom());

test.each(['hunter2', '', 'pässword ✓ 🔑', 'x'.repeat(10_000)])('what was sealed opens again: %#', (text) => {
  expect(sealer.open(sealer.seal(text, 'place'), 'place', 'It')).toBe(text);
});

test('the same text sealed twice looks different each time', () => {
  expect(sealer.seal('hunter2', 'place')).not.toBe(sealer.seal('hunter2', 'place'));
});

test.each([
  { name: 'for another place', open: (sealed: string) => sealer.open(sealed, 'elsewhere', 'It') },
  {
    name: 'under another key',
    open: (sealed: string) => createSealer(new Uint8Array(32).fill(8), seededRandom()).open(sealed, 'place', 'It'),
  },
  {
    name: 'with a character changed',
    open: (sealed: string) => sealer.open(`${sealed.slice(0, -8)}AAAAAAAA`, 'place', 'It'),
  },
  { name: 'cut short', open: () => sealer.open('v1.AAAA', 'place', 'It') },
  { name: 'of another version', open: (sealed: string) => sealer.open(sealed.replace('v1', 'v2'), 'place', 'It') },
])('it does not open $name', ({ open }) => {
  expect(() => open(sealer.seal('hunter2', 'place'))).toThrow(SecretUnreadable);
});

test('without a key nothing is sealed and nothing opened', () => {
  const keyless = createSealer(undefined, seededRandom());
  expect(() => keyless.seal('hunter2', 'place')).toThrow(SealingKeyMissing);
  expect(() => keyless.open('v1.AAAA', 'place', 'The password')).toThrow(
    'The password cannot be opened: SECRETS_KEY is not set. Set SECRETS_KEY to the key that it was saved under, or save it again.',
  );
});
