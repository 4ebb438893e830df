/** The lines of docs/outlets.md that verify, as they stand there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret, signatureHeaders } from '../../shared/outlets/signing';

type Verify = (headers: Record<string, string>, body: string, secret: string) => boolean;

function documented(): Verify {
  const document = readFileSync(join(__dirname, '../../docs/outlets.md'), 'utf8');
  const [, lines = ''] = /```js\n([\s\S]*?)```/.exec(document) ?? [];
  const body = lines
    .replace(/^import \{ (.*) \} from 'node:crypto';$/m, "const { $1 } = require('node:crypto');")
    .replace('export function', 'return function');
  return new Function('require', body)(require) as Verify;
}

test('take what is signed with the secret, rotation included, and nothing else', () => {
  const verify = documented();
  const [old, next] = [newSecret(Buffer.alloc(32, 1)), newSecret(Buffer.alloc(32, 2))];
  const body = '{"name":"Élodie"}';
  const headers = signatureHeaders({ id: 'msg', body }, [next, old], Date.now());
  expect([verify(headers, body, old), verify(headers, body, next)]).toEqual([true, true]);
  expect(verify(headers, `${body} `, next)).toBe(false);
  expect(verify(headers, body, newSecret(Buffer.alloc(32, 3)))).toBe(false);
  expect(verify(signatureHeaders({ id: 'msg', body }, [next], Date.now() - 301_000), body, next)).toBe(false);
});
