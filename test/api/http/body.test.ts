import { deflateSync, gzipSync } from 'node:zlib';
import { readBody, readJson } from '../../../shared/api/http/body';
import { httpRequest, refusal } from '../../support/httpCall';

const TEXT = '{"name":"Ünal 🦊"}';
const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  httpRequest({ method: 'POST', body, headers });
const gzip = { 'content-encoding': 'gzip' };

async function told(work: () => unknown): Promise<readonly [number, string, string]> {
  const { status, code, message } = await refusal(work);
  return [status, code, message];
}

describe('a body', () => {
  test.each([
    { name: 'as it is', body: Buffer.from(TEXT), headers: {} },
    { name: 'under the name identity', body: Buffer.from(TEXT), headers: { 'content-encoding': 'identity' } },
    { name: 'packed', body: gzipSync(TEXT), headers: gzip },
    { name: 'packed, under its old name', body: gzipSync(TEXT), headers: { 'content-encoding': 'x-gzip' } },
    { name: 'packed, whatever the case', body: gzipSync(TEXT), headers: { 'content-encoding': ' GZip ' } },
  ])('is read $name', async ({ body, headers }) => {
    expect((await readBody(post(body, headers), 1_000)).toString('utf8')).toBe(TEXT);
  });

  test('that is absent has no bytes', async () => {
    expect(await readBody(httpRequest({ method: 'POST' }), 1_000)).toHaveLength(0);
  });
});

describe('the size limit', () => {
  const TOO_LARGE = [413, 'RequestEntityTooLarge', 'The request body must not be larger than 1000 bytes.'];

  test.each([
    { name: 'as sent', body: new Uint8Array(1_000), headers: {} },
    { name: 'as unpacked', body: gzipSync(new Uint8Array(1_000)), headers: gzip },
  ])('is met by a body of just that size $name', async ({ body, headers }) => {
    expect(await readBody(post(body, headers), 1_000)).toHaveLength(1_000);
  });

  test.each([
    { name: 'a body one byte larger', body: new Uint8Array(1_001), headers: {} },
    { name: 'a body that unpacks to one byte more', body: gzipSync(new Uint8Array(1_001)), headers: gzip },
    {
      name: 'a few bytes that unpack to sixteen million',
      body: gzipSync(new Uint8Array(2 ** 24), { level: 9 }).subarray(0, 999),
      headers: gzip,
    },
    { name: 'a body that says it is larger, unread', body: 'x', headers: { 'content-length': '1001' } },
  ])('is broken by $name', async ({ body, headers }) => {
    expect(await told(() => readBody(post(body, headers), 1_000))).toEqual(TOO_LARGE);
  });

  test('counts the bytes that came, whatever the header says', async () => {
    const lying = post(new Uint8Array(1_001), { 'content-length': '10' });
    expect(await told(() => readBody(lying, 1_000))).toEqual(TOO_LARGE);
  });

  test('stops a bomb of gzip before it goes off', async () => {
    const bomb = gzipSync(new Uint8Array(2 ** 24), { level: 9 });
    expect(bomb.byteLength).toBeLessThan(20_000);
    const { status, message } = await refusal(() => readBody(post(bomb, gzip), 20_000));
    expect([status, message]).toEqual([413, 'The request body must not be larger than 20000 bytes.']);
  });
});

describe('a body that cannot be unpacked', () => {
  const packed = gzipSync(TEXT);
  const BROKEN = [400, 'BadRequest', 'The body says it is gzip but cannot be unpacked.'];

  test.each([
    { name: 'plain text', body: Buffer.from(TEXT) },
    { name: 'cut short', body: packed.subarray(0, packed.byteLength - 5) },
    {
      name: 'with a wrong checksum',
      body: packed.map((byte, index) => (index === packed.byteLength - 6 ? byte ^ 1 : byte)),
    },
    { name: 'empty', body: new Uint8Array(0) },
  ])('is refused: $name', async ({ body }) => {
    expect(await told(() => readBody(post(body, gzip), 1_000))).toEqual(BROKEN);
  });

  test.each([
    { encoding: 'deflate', body: deflateSync(TEXT) },
    { encoding: 'br', body: Buffer.from(TEXT) },
    { encoding: 'gzip, gzip', body: gzipSync(gzipSync(TEXT)) },
  ])('is refused: packed with $encoding', async ({ encoding, body }) => {
    expect(await told(() => readBody(post(body, { 'content-encoding': encoding }), 1_000))).toEqual([
      400,
      'BadRequest',
      `Content-Encoding must be gzip or absent, got '${encoding}'.`,
    ]);
  });
});

describe('JSON', () => {
  test.each([
    { name: 'an object', body: TEXT, expected: { name: 'Ünal 🦊' } },
    { name: 'anything else that is JSON', body: ' [1, null] ', expected: [1, null] },
    {
      name: 'a text that begins with a byte order mark, as Windows writes it',
      body: `\uFEFF${TEXT}`,
      expected: { name: 'Ünal 🦊' },
    },
  ])('may be $name', async ({ body, expected }) => {
    expect(await readJson(post(body), 1_000)).toEqual(expected);
  });

  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  test.each([
    { name: 'UTF-16 with a mark, as PowerShell writes it', body: utf16(`\uFEFF${TEXT}`), type: 'application/json' },
    { name: 'UTF-16 the other way round', body: utf16(`\uFEFF${TEXT}`).swap16(), type: 'application/json' },
    { name: 'UTF-16 as declared', body: utf16(TEXT), type: 'application/json; charset=utf-16le' },
    {
      name: 'an old code page as declared',
      body: Buffer.from('{"name":"Ünal"}', 'latin1'),
      type: 'a/b;charset="ISO-8859-1"',
    },
    {
      name: 'UTF-8 by its mark, whatever is declared',
      body: Buffer.from(`\uFEFF${TEXT}`),
      type: 'a/b; charset=utf-16',
    },
    { name: 'UTF-8 as declared', body: Buffer.from(TEXT), type: 'application/scim+json; Charset=UTF-8; x=y' },
  ])('may be in $name', async ({ body, type }) => {
    const read = (await readJson(post(body, { 'content-type': type }), 1_000)) as { name: string };
    expect(read.name).toMatch(/^Ünal/);
  });

  test.each([
    {
      name: 'in another charset than was declared',
      type: 'application/json; charset=utf-16le',
      body: Buffer.from([0x7b, 0x00, 0x00, 0xd8, 0x7d, 0x00]),
      message:
        /^The body must be JSON: its charset was declared as 'utf-16le', and its bytes are no such text; send it in UTF-8/,
    },
    {
      name: 'in a charset that nobody knows',
      type: 'application/json; charset=klingon',
      body: Buffer.from(TEXT),
      message:
        /^The body must be JSON: its charset 'klingon' is not known here; send it in UTF-8, or declare the charset it is in\.$/,
    },
  ])('is refused $name', async ({ body, type, message }) => {
    const refused = await refusal(() => readJson(post(body, { 'content-type': type }), 1_000));
    expect(refused.status).toBe(400);
    expect(refused.message).toMatch(message);
  });

  test.each([
    { name: 'nothing', body: '', message: /^The body must be JSON: Unexpected end of JSON input\.$/ },
    { name: 'cut short', body: '{"name":', message: /^The body must be JSON: Unexpected end of JSON input\.$/ },
    { name: 'a form', body: 'name=Mira', message: /^The body must be JSON: Unexpected token .*\.$/ },
    {
      name: 'in an old code page, whose names would be garbled',
      body: Buffer.from('{"name":"Ünal"}', 'latin1'),
      message:
        /^The body must be JSON: it is read as utf-8, and its bytes are no such text; send it in UTF-8, or declare/,
    },
  ])('is not $name', async ({ body, message }) => {
    const { status, code, message: told } = await refusal(() => readJson(post(body), 1_000));
    expect([status, code]).toEqual([400, 'BadRequest']);
    expect(told).toMatch(message);
  });
});
