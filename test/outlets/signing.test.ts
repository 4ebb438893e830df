/** What we sign is verified by the standardwebhooks package, rotation included. */
import { Webhook } from 'standardwebhooks';
import { faultOfSecret, newSecret, signatureHeaders } from '../../shared/outlets/signing';

const [OLD, NEW] = [newSecret(Buffer.alloc(32, 1)), newSecret(Buffer.alloc(32, 2))];
const MESSAGE = { id: 'msg_1', body: '{"specversion":"1.0","data":{"name":"Élodie"}}' };
const verify = (headers: Record<string, string>, secret: string, body = MESSAGE.body) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

test('a message is verified by whoever knows a secret that is in force, and by nobody else', () => {
  const headers = signatureHeaders(MESSAGE, [NEW, OLD], Date.now());
  expect([verify(headers, NEW), verify(headers, OLD)]).toEqual([true, true]);
  expect(verify(headers, newSecret(Buffer.alloc(32, 3)))).toBe(false);
  expect(verify(headers, NEW, `${MESSAGE.body} `)).toBe(false);
  expect(verify({ ...headers, 'webhook-id': 'msg_2' }, NEW)).toBe(false);
  expect(verify({ ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 1) }, NEW)).toBe(false);
});

test('a retry keeps its id and has a time of its own', () => {
  const [first, second] = [1_000_999, 1_301_000].map((now) => signatureHeaders(MESSAGE, [NEW], now));
  expect([first?.['webhook-id'], second?.['webhook-id']]).toEqual(['msg_1', 'msg_1']);
  expect([first?.['webhook-timestamp'], second?.['webhook-timestamp']]).toEqual(['1000', '1301']);
  expect(first?.['webhook-signature']).not.toBe(second?.['webhook-signature']);
});

test('the vector of another implementation comes out', () => {
  const secret = '5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH';
  const body = '{"company_id":"720be419-0293-4d32-a707-32179b0827ab"}';
  const headers = signatureHeaders({ id: 'msg_2Lh9KRb0pzN4LePd3XiA4v12Axj', body }, [secret], 1_676_312_382_000);
  expect(headers['webhook-signature']).toBe('v1,m7y0TV2C+hlHxU42wCieApTSTaA8/047OAplBqxIV/s=');
});

test.each([
  { secret: newSecret(Buffer.alloc(32)), ok: true },
  { secret: Buffer.alloc(24).toString('base64'), ok: true },
  { secret: Buffer.alloc(64).toString('base64'), ok: true },
  { secret: Buffer.alloc(23).toString('base64'), ok: false },
  { secret: Buffer.alloc(65).toString('base64'), ok: false },
  { secret: 'whsec_not base64 at all, but long enough to be', ok: false },
  { secret: '', ok: false },
])('the secret $secret may be used: $ok', ({ secret, ok }) => {
  expect(faultOfSecret(secret) === undefined).toBe(ok);
});
