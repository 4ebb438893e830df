/** Who sent it (spec/hands.md 3.3): the vectors, and everything that is nearly right. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { HmacScheme, Verification } from '../../shared/inlets/definition';
import { signSample } from '../../shared/inlets/signatures/sign';
import { type SignedScheme, verifyDelivery } from '../../shared/inlets/signatures/verify';
import fc from '../support/property';
import { delivery, inlet } from './samples';

const signed = (scheme: Verification) => scheme as SignedScheme;
const secret = (value: string, id = 'one') => ({ id, value });

describe('vectors of the vendors', () => {
  test('Finch: Standard Webhooks with headers of another name', () => {
    const request = delivery('{"company_id":"720be419-0293-4d32-a707-32179b0827ab"}', {
      'finch-id': 'msg_2Lh9KRb0pzN4LePd3XiA4v12Axj',
      'finch-timestamp': '1676312382',
      'finch-signature': 'v1,m7y0TV2C+hlHxU42wCieApTSTaA8/047OAplBqxIV/s=',
    });
    const proof = verifyDelivery(
      signed(inlet('finch').verify),
      [secret('5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH')],
      request,
      1_676_312_382_000,
    );
    expect(proof).toEqual({
      id: 'msg_2Lh9KRb0pzN4LePd3XiA4v12Axj',
      timestamp: '1676312382',
      signature: null,
      secretIds: ['one'],
    });
  });

  test('BambooHR: body and timestamp, in hex', () => {
    const signature = '56491dd9c2b352bc5f4fc627159aae20ddff9c8cb19f239a6de6771dc5310bac';
    const request = delivery(
      '{"employees":[{"changedFields":["First name"],"fields":{"Employee #":{"value":"300"},"First name":{"value":"Tefi"},"Last name":{"value":"Adams"}},"id":"5"}]}',
      { 'X-BambooHR-Signature': signature, 'X-BambooHR-Timestamp': '1658248023' },
    );
    const scheme = signed(inlet('bamboohr').verify);
    const secrets = [secret('another key of the same inlet', 'old'), secret('123b929362d51613054f71e5e5d4bf2c', 'new')];
    expect(verifyDelivery(scheme, secrets, request, 1_658_248_023_000)).toEqual({
      id: null,
      timestamp: '1658248023',
      signature,
      secretIds: ['new'],
    });
  });
});

const NOW = 1_700_000_000_000;
const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const WHSEC = `whsec_${KEY.toString('base64')}`;
const BODY = '{"type":"a"}';

function standardHeaders(over: Readonly<Record<string, string>> = {}, at = '1700000000', body = BODY) {
  const value = createHmac('sha256', KEY).update(`msg_1.${at}.${body}`).digest('base64');
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': at, 'webhook-signature': `v1,${value}`, ...over };
}

const STANDARD: SignedScheme = { scheme: 'standard', prefix: 'webhook', toleranceSeconds: 300 };
const proves = (headers: Readonly<Record<string, string>>, secrets = [secret(WHSEC)], body: string = BODY) =>
  verifyDelivery(STANDARD, secrets, delivery(body, headers), NOW) !== undefined;

describe('standard', () => {
  const { 'webhook-signature': good } = standardHeaders();
  const bare = good.slice('v1,'.length);

  test.each([
    { name: 'as it is', headers: standardHeaders(), holds: true },
    {
      name: 'among those of other versions',
      headers: standardHeaders({ 'webhook-signature': `v2,x ${good} v1,eHg=` }),
      holds: true,
    },
    { name: 'not padded', headers: standardHeaders({ 'webhook-signature': good.replace(/=+$/, '') }), holds: true },
    { name: 'at the edge of the window, before', headers: standardHeaders({}, '1699999700'), holds: true },
    { name: 'at the edge of the window, after', headers: standardHeaders({}, '1700000300'), holds: true },
    { name: 'a second too old', headers: standardHeaders({}, '1699999699'), holds: false },
    { name: 'a second too new', headers: standardHeaders({}, '1700000301'), holds: false },
    {
      name: 'a timestamp that nobody signed',
      headers: standardHeaders({ 'webhook-timestamp': '1700000001' }),
      holds: false,
    },
    { name: 'an id that nobody signed', headers: standardHeaders({ 'webhook-id': 'msg_2' }), holds: false },
    { name: 'no version', headers: standardHeaders({ 'webhook-signature': bare }), holds: false },
    { name: 'the version in capitals', headers: standardHeaders({ 'webhook-signature': `V1,${bare}` }), holds: false },
    {
      name: 'the signature in another case',
      headers: standardHeaders({ 'webhook-signature': `v1,${bare.toLowerCase()}` }),
      holds: false,
    },
    {
      name: 'the signature in hex',
      headers: standardHeaders({ 'webhook-signature': `v1,${Buffer.from(bare, 'base64').toString('hex')}` }),
      holds: false,
    },
    {
      name: 'two headers of signatures',
      headers: standardHeaders({ 'webhook-signature': `${good}, ${good}` }),
      holds: false,
    },
    { name: 'two headers of ids', headers: standardHeaders({ 'webhook-id': 'msg_1, msg_1' }), holds: false },
    { name: 'a time as a power', headers: standardHeaders({}, '17e8'), holds: false },
    { name: 'a negative time', headers: standardHeaders({}, '-1700000000'), holds: false },
    { name: 'a time in milliseconds', headers: standardHeaders({}, '1700000000000'), holds: false },
    { name: 'an empty signature', headers: standardHeaders({ 'webhook-signature': '' }), holds: false },
  ])('$name', ({ headers, holds }) => {
    expect(proves(headers)).toBe(holds);
  });

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('%s is missing', (name) => {
    const { [name]: _gone, ...headers } = standardHeaders() as Record<string, string>;
    expect(proves(headers)).toBe(false);
  });

  test('a body that differs by one byte, and one that was written anew', () => {
    expect(proves(standardHeaders(), [secret(WHSEC)], '{"type":"b"}')).toBe(false);
    expect(proves(standardHeaders(), [secret(WHSEC)], '{ "type": "a" }')).toBe(false);
  });

  test('the secret of another inlet, a secret without its prefix, and all of several', () => {
    const other = secret(`whsec_${Buffer.alloc(32, 7).toString('base64')}`, 'other');
    expect(proves(standardHeaders(), [other])).toBe(false);
    expect(proves(standardHeaders(), [secret(KEY.toString('base64'))])).toBe(true);
    expect(proves(standardHeaders(), [])).toBe(false);
    const both = {
      'webhook-signature': `${good} v1,${createHmac('sha256', Buffer.alloc(32, 7)).update(`msg_1.1700000000.${BODY}`).digest('base64')}`,
    };
    const proof = verifyDelivery(STANDARD, [secret(WHSEC), other], delivery(BODY, standardHeaders(both)), NOW);
    expect(proof?.secretIds).toEqual(['one', 'other']);
  });

  test('Ed25519 with a public key', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url');
    const value = sign(null, Buffer.from(`msg_1.1700000000.${BODY}`), privateKey).toString('base64');
    const whpk = secret(`whpk_${raw.toString('base64')}`);
    expect(proves(standardHeaders({ 'webhook-signature': `v1a,${value}` }), [whpk])).toBe(true);
    expect(proves(standardHeaders({ 'webhook-signature': `v1,${value}` }), [whpk])).toBe(false);
    expect(proves(standardHeaders({ 'webhook-signature': `v1a,${value}` }), [whpk], '{"type":"b"}')).toBe(false);
    expect(proves(standardHeaders({ 'webhook-signature': `v1a,${value}` }))).toBe(false);
  });
});

describe('hmac', () => {
  const HMAC: HmacScheme = {
    scheme: 'hmac',
    header: 'x-signature',
    hash: 'sha256',
    encoding: 'base64',
    valuePrefix: 'sha256=',
    parts: ['text:v0', 'header:x-time', 'body'],
    join: ':',
    key: 'hex',
    timestamp: { header: 'x-time', unit: 'ms' },
    toleranceSeconds: 60,
    signatureIsId: false,
  };
  const bytes = createHmac('sha256', KEY).update(`v0:1700000000000:${BODY}`).digest();
  const hmacProves = (headers: Readonly<Record<string, string>>, scheme: Partial<HmacScheme> = {}) =>
    verifyDelivery({ ...HMAC, ...scheme }, [secret(KEY.toString('hex'))], delivery(BODY, headers), NOW) !== undefined;
  const time = { 'x-time': '1700000000000' };

  test.each([
    { name: 'base64', headers: { ...time, 'x-signature': `sha256=${bytes.toString('base64')}` }, holds: true },
    {
      name: 'base64 without padding',
      headers: { ...time, 'x-signature': `sha256=${bytes.toString('base64').replace(/=+$/, '')}` },
      holds: true,
    },
    {
      name: 'URL-safe base64',
      headers: { ...time, 'x-signature': `sha256=${bytes.toString('base64url')}` },
      holds: true,
    },
    {
      name: 'without what stands before it',
      headers: { ...time, 'x-signature': bytes.toString('base64') },
      holds: false,
    },
    {
      name: 'another hash named before it',
      headers: { ...time, 'x-signature': `sha512=${bytes.toString('base64')}` },
      holds: false,
    },
    {
      name: 'something behind it',
      headers: { ...time, 'x-signature': `sha256=${bytes.toString('base64')} x` },
      holds: false,
    },
    {
      name: 'shorter',
      headers: { ...time, 'x-signature': `sha256=${bytes.subarray(0, 16).toString('base64')}` },
      holds: false,
    },
    { name: 'a part that is missing', headers: { 'x-signature': `sha256=${bytes.toString('base64')}` }, holds: false },
    {
      name: 'a time that was sent twice',
      headers: { 'x-time': '1700000000000, 1700000000000', 'x-signature': `sha256=${bytes.toString('base64')}` },
      holds: false,
    },
  ])('$name', ({ headers, holds }) => {
    expect(hmacProves(headers)).toBe(holds);
  });

  test('hex in either case, for the encoding is of no account', () => {
    const hex = bytes.toString('hex');
    expect(hmacProves({ ...time, 'x-signature': `sha256=${hex}` }, { encoding: 'hex' })).toBe(true);
    expect(hmacProves({ ...time, 'x-signature': `sha256=${hex.toUpperCase()}` }, { encoding: 'hex' })).toBe(true);
    expect(hmacProves({ ...time, 'x-signature': `sha256=${hex.slice(1)}` }, { encoding: 'hex' })).toBe(false);
  });

  test.each([
    { unit: 's', text: '1700000060', holds: true },
    { unit: 's', text: '1700000061', holds: false },
    { unit: 'iso', text: '2023-11-14T22:13:20Z', holds: true },
    { unit: 'iso', text: '2023-11-14T22:12:19Z', holds: false },
    { unit: 'auto', text: '1700000000', holds: true },
    { unit: 'auto', text: '1700000000000', holds: true },
    { unit: 'auto', text: '2023-11-14T22:13:20+0000', holds: true },
    { unit: 'auto', text: 'yesterday', holds: false },
  ] as const)('$text as $unit', ({ unit, text, holds }) => {
    const value = createHmac('sha256', KEY).update(`v0:${text}:${BODY}`).digest('base64');
    const scheme = { timestamp: { header: 'x-time', unit } };
    expect(hmacProves({ 'x-time': text, 'x-signature': `sha256=${value}` }, scheme)).toBe(holds);
  });
});

describe('what is not signed', () => {
  const token: SignedScheme = { scheme: 'token', header: 'authorization', valuePrefix: 'Bearer ' };
  const given = 'a token of sixteen and more';

  test.each([
    { name: 'the token', scheme: token, header: `Bearer ${given}`, holds: true },
    { name: 'another', scheme: token, header: `Bearer ${given}.`, holds: false },
    { name: 'a part of it', scheme: token, header: `Bearer ${given.slice(0, -1)}`, holds: false },
    { name: 'nothing', scheme: token, header: 'Bearer ', holds: false },
    { name: 'the token twice', scheme: token, header: `Bearer ${given}, Bearer ${given}`, holds: false },
    { name: 'name and password', scheme: { scheme: 'basic' }, header: `Basic ${btoa(given)}`, holds: true },
    { name: 'the scheme in small letters', scheme: { scheme: 'basic' }, header: `basic ${btoa(given)}`, holds: true },
    { name: 'another password', scheme: { scheme: 'basic' }, header: `Basic ${btoa(`${given}!`)}`, holds: false },
    { name: 'nothing that is base64', scheme: { scheme: 'basic' }, header: 'Basic ???', holds: false },
  ] as const)('$name', ({ scheme, header, holds }) => {
    const proof = verifyDelivery(scheme, [secret(given)], delivery(BODY, { authorization: header }), NOW);
    expect(proof !== undefined).toBe(holds);
  });
});

test.each([
  { preset: 'bamboohr', value: 'a key of sixteen letters' },
  { preset: 'hibob', value: 'a key of sixteen letters' },
  { preset: 'personio', value: 'a key of sixteen letters' },
  { preset: 'finch', value: WHSEC },
  { preset: 'merge', value: 'a key of sixteen letters' },
  { preset: 'basic', value: 'name:password' },
])('a sample for $preset is believed, and one for another secret is not', ({ preset, value }) => {
  const scheme = signed(inlet(preset).verify);
  const body = new TextEncoder().encode(BODY);
  const sample = signSample(scheme, value, body, 'sample-1', NOW);
  const request = { headers: new Headers(sample?.headers), body };
  expect(verifyDelivery(scheme, [secret(value)], request, NOW)?.secretIds).toEqual(['one']);
  expect(verifyDelivery(scheme, [secret(`${value.slice(0, -2)}xx`)], request, NOW)).toBeUndefined();
});

test('nothing is signed with a public key', () => {
  const whpk = `whpk_${Buffer.alloc(32).toString('base64')}`;
  expect(signSample(STANDARD, whpk, new Uint8Array(), 'a', NOW)).toBeUndefined();
});

test('every secret is tried, also behind the one that fits: how long it takes tells nothing', () => {
  const tried: string[] = [];
  const watched = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    get value() {
      tried.push(id);
      return id === 'a' ? WHSEC : `whsec_${Buffer.alloc(32, id).toString('base64')}`;
    },
  }));
  expect(proves(standardHeaders(), watched)).toBe(true);
  expect([...new Set(tried)]).toEqual(['a', 'b', 'c', 'd']);
});

test('what is signed is believed, and no byte of it may be another', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (body, at) => {
      const scheme = signed(inlet('bamboohr').verify);
      const key = 'a key of sixteen letters';
      const headers = new Headers(signSample(scheme, key, body, 'sample-1', NOW)?.headers);
      expect(verifyDelivery(scheme, [secret(key)], { headers, body }, NOW)).toBeDefined();
      const other = Uint8Array.from(body, (byte, index) => (index === at % body.length ? byte ^ 1 : byte));
      expect(verifyDelivery(scheme, [secret(key)], { headers, body: other }, NOW)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});
