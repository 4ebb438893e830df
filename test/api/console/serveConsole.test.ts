/** The console's page and files: which names are served, how they are coded, and what is answered where nothing works. */
import type { ConsoleAsset, ConsoleFiles } from '../../../shared/api/console/assets';
import { redirect, serveConsole } from '../../../shared/api/console/serveConsole';
import { httpRequest } from '../../support/httpCall';

const asset = (type: string, etag: string, immutable: boolean): ConsoleAsset => {
  return { type, bytes: 900, br: 300, gz: 400, etag, immutable };
};
const ASSETS = {
  'index.html': asset('text/html; charset=utf-8', 'page', false),
  'main-ABCDEFGH.js': asset('text/javascript; charset=utf-8', 'script', true),
  'tiny-ABCDEFGH.js': { ...asset('text/javascript; charset=utf-8', 'tiny', true), br: null, gz: null },
};
const FILES: ConsoleFiles = { assets: ASSETS, read: async (name) => Buffer.from(`bytes of ${name}`) };
const PORTS = {
  issuerOrigin: undefined,
  deployed: false,
  config: { version: '1.2.3' },
  files: async () => FILES,
};

async function ask(path: string, headers: Readonly<Record<string, string>> = {}, ports = PORTS) {
  const answer = await serveConsole(httpRequest({ method: 'GET', url: path, headers }), ports);
  return { ...answer, headers: answer.headers as Record<string, string>, text: String(answer.body ?? '') };
}

describe('a file', () => {
  test.each([
    { name: 'the smaller coding of two', accepts: 'gzip, deflate, br', coding: 'br', file: 'main-ABCDEFGH.js.br' },
    {
      name: 'a coding that is refused is not sent',
      accepts: 'br;q=0, gzip',
      coding: 'gzip',
      file: 'main-ABCDEFGH.js.gz',
    },
    { name: 'q=0.0 is a refusal, too', accepts: 'br;q=0.0, gzip;q=0', coding: undefined, file: 'main-ABCDEFGH.js' },
    { name: 'any coding', accepts: '*', coding: 'br', file: 'main-ABCDEFGH.js.br' },
    { name: 'any but one', accepts: '*, br;q=0', coding: 'gzip', file: 'main-ABCDEFGH.js.gz' },
    { name: 'a coding that nobody made', accepts: 'zstd', coding: undefined, file: 'main-ABCDEFGH.js' },
    { name: 'no header, no coding', accepts: '', coding: undefined, file: 'main-ABCDEFGH.js' },
  ])('is coded as it is asked for: $name', async ({ accepts, coding, file }) => {
    const { status, headers, text } = await ask('/console/main-ABCDEFGH.js', { 'accept-encoding': accepts });
    expect([status, headers['Content-Encoding'], text]).toEqual([200, coding, `bytes of ${file}`]);
    expect(headers.Vary).toBe('Accept-Encoding');
  });

  test('is not coded where coding does not pay', async () => {
    const { headers, text } = await ask('/console/tiny-ABCDEFGH.js', { 'accept-encoding': 'br' });
    expect([headers['Content-Encoding'], text]).toEqual([undefined, 'bytes of tiny-ABCDEFGH.js']);
  });

  test('with its hash in its name is kept for a year, and the page is asked for each time', async () => {
    const [script, page] = [await ask('/console/main-ABCDEFGH.js'), await ask('/console/')];
    expect(script.headers['Cache-Control']).toBe('public, max-age=31536000, immutable');
    expect(page.headers['Cache-Control']).toBe('no-cache');
    expect([script.headers['Content-Type'], page.headers['Content-Type']]).toEqual([
      'text/javascript; charset=utf-8',
      'text/html; charset=utf-8',
    ]);
  });
});

describe('what is known is not sent again', () => {
  test.each([
    { name: 'its tag', tag: '"page-br"', status: 304 },
    { name: 'its tag among others, as weak', tag: '"other", W/"page-br"', status: 304 },
    { name: 'whatever there is', tag: '*', status: 304 },
    { name: 'the tag of another coding', tag: '"page-gzip"', status: 200 },
    { name: 'an older tag', tag: '"before"', status: 200 },
  ])('$name: $status', async ({ tag, status }) => {
    const answer = await ask('/console/', { 'accept-encoding': 'br', 'if-none-match': tag });
    expect([answer.status, answer.headers.ETag]).toEqual([status, '"page-br"']);
    expect(answer.body === undefined).toBe(status === 304);
  });
});

describe('a path', () => {
  test.each([
    '/console/',
    '/console/doctor',
    '/console/jobs/API2AAD.tenant.job/status',
    '/console/jobs/API2AAD.tenant.job',
    '/console/jobs/API2AAD.tenant.job/people/ada.dahl@example.com',
    '/console/signin?code=a.b',
  ])('of a place within the console gets its page: %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 200, text: 'bytes of index.html' });
  });

  test.each([
    '/console/missing-ABCDEFGH.js',
    '/console/assets.json',
    '/console/.stamp',
    '/console/index.html.br',
    '/console/..%2fpackage.json',
    '/console/jobs/..%2f..%2fpackage.json',
    '/console/jobs/%2e%2e%2fpackage.json',
    '/console/jobs/a%00b',
    '/console/jobs/..%5cpackage.json',
    '/console/constructor.name',
  ])('of no file and no place is not found, in Graph’s envelope: %s', async (path) => {
    const { status, headers, text } = await ask(path);
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'UnknownError', innerError: {} } });
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Frame-Options': 'DENY' });
  });

  test('without its slash leads to the one with it', async () => {
    expect(await ask('/console')).toMatchObject({ status: 302, headers: { Location: '/console/' } });
    expect(redirect('/console/', {})).toEqual({
      status: 302,
      headers: { Location: '/console/', 'Cache-Control': 'no-store' },
    });
  });
});

test('what must be known before signing in is told to anybody, and kept by nobody', async () => {
  const { status, headers, text } = await ask('/console/config.json');
  expect([status, JSON.parse(text)]).toEqual([200, { version: '1.2.3' }]);
  expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
});

test('a package without the console says so, and how to get one', async () => {
  const files = async () => {
    throw new Error('ENOENT');
  };
  const { status, text } = await ask('/console/', {}, { ...PORTS, files });
  expect(status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({ error: { message: expect.stringContaining('npm run build') } });
});
