/** Which addresses are called when somebody else says where; with a real listener, so that what is refused is seen not to arrive. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEgress, EgressRefused, type Purpose, parseNetwork } from '../../../shared/targets/kit/egress';
import { createExchange } from '../../../shared/targets/kit/http';
import { createConnection } from '../../../shared/targets/ldap/connection';

const deployed = (hosts: readonly string[] = [], purpose: Purpose = 'target') =>
  createEgress({ deployed: true, hosts }, purpose);
const laptop = createEgress({ deployed: false, hosts: [] }, 'webhook');

function isRefused(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'InvalidCredentials', message: expect.stringContaining('EGRESS_HOSTS') });
    return true;
  }
}

const OWN = ['127.0.0.1', '127.255.255.255', '0.0.0.0', '169.254.0.1', '169.254.169.254', '168.63.129.16'];
const OWN_6 = [
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[febf::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b::169.254.169.254]',
  '[fe80::1%eth0]',
];
const PRIVATE = ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '[fc00::1]', '[fdff::1]'];
const PUBLIC = [
  '8.8.8.8',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '169.255.0.1',
  '168.63.129.15',
  '168.63.129.17',
];
const NEIGHBOURS = ['9.255.255.255', '11.0.0.1', '172.15.255.255', '172.32.0.1', '192.167.255.255', '192.169.0.1'];
const PUBLIC_6 = ['[2001:db8::1]', '[fec0::1]', '[::ffff:8.8.8.8]'];

describe('an address, deployed', () => {
  test.each([...OWN, ...OWN_6])('%s is this machine’s, and refused to everybody', (host) => {
    expect([isRefused(() => deployed().check(host)), isRefused(() => deployed([], 'webhook').check(host))]).toEqual([
      true,
      true,
    ]);
  });

  test.each(PRIVATE)('%s is for targets, not for webhooks', (host) => {
    expect([isRefused(() => deployed().check(host)), isRefused(() => deployed([], 'webhook').check(host))]).toEqual([
      false,
      true,
    ]);
  });

  test.each([...PUBLIC, ...NEIGHBOURS, ...PUBLIC_6])('%s is for everybody', (host) => {
    expect(isRefused(() => deployed([], 'webhook').check(host))).toBe(false);
  });

  test.each([
    { hosts: ['127.0.0.1'], host: '127.0.0.1', refused: false },
    { hosts: ['127.0.0.1'], host: '127.0.0.2', refused: true },
    { hosts: ['169.254.0.0/16'], host: '169.254.7.7', refused: false },
    { hosts: ['::1'], host: '[::1]', refused: false },
    { hosts: ['127.0.0.1'], host: '[::ffff:127.0.0.1]', refused: false },
    { hosts: ['hr.contoso.example'], host: '127.0.0.1', refused: true },
  ])('$host is refused: $refused, with $hosts let through', ({ hosts, host, refused }) => {
    expect(isRefused(() => deployed(hosts).check(host))).toBe(refused);
  });

  test('a laptop calls what it likes', () => {
    for (const host of [...OWN, ...OWN_6, ...PRIVATE]) laptop.check(host);
  });
});

test.each([
  ['10.0.0.0/8', ['10.0.0.0', 8]],
  ['10.0.0.1', ['10.0.0.1', 32]],
  ['fd00::/8', ['fd00::', 8]],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0.0/', undefined],
  ['contoso.example', undefined],
])('%s is the network %j', (text, expected) => {
  expect(parseNetwork(text)).toEqual(expected);
});

describe('a name', () => {
  const resolve = (host: string, hosts: readonly string[] = [], all = false) =>
    new Promise<unknown>((done) => {
      deployed(hosts).lookup(host, { all }, (error, found) => done(error ?? found));
    });

  test('that leads to this machine is refused when the connection is made', async () => {
    expect(await resolve('localhost')).toBeInstanceOf(EgressRefused);
    expect(await resolve('localhost', [], true)).toBeInstanceOf(EgressRefused);
  });

  test('that was let through leads where it leads', async () => {
    expect(await resolve('localhost', ['LOCALHOST'])).toMatch(/^(?:127\.0\.0\.1|::1)$/);
    expect(await resolve('localhost', ['localhost'], true)).toEqual(
      expect.arrayContaining([expect.objectContaining({})]),
    );
  });

  test('that nobody has is not found', async () => {
    expect(await resolve('nobody.invalid')).toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });
});

describe('what is refused never arrives', () => {
  let server: Server;
  let port: number;
  let arrived: number;
  beforeAll(async () => {
    server = createServer((_, response) => response.end('here'));
    server.on('connection', () => {
      arrived += 1;
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    arrived = 0;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const ask = (egress: ReturnType<typeof deployed>, host: string) =>
    createExchange({ egress })({
      method: 'POST',
      url: `http://${host}:${port}/`,
      headers: { authorization: 'Bearer s3cret' },
      timeoutMs: 5_000,
      whenStrange: 'WebExceptionProtocolError',
    });

  test.each(['127.0.0.1', 'localhost', '2130706433', '0x7f.1'])('at %s, over HTTP', async (host) => {
    await expect(ask(deployed(), host)).rejects.toMatchObject({
      code: 'InvalidCredentials',
      message: expect.stringMatching(/^The address .+ may not be called from a deployment/),
    });
    expect(arrived).toBe(0);
  });

  test('and what is let through does', async () => {
    await expect(ask(deployed(['localhost']), 'localhost')).resolves.toMatchObject({ status: 200, text: 'here' });
    expect(arrived).toBe(1);
  });

  test.each([
    { url: 'ldaps://127.0.0.1', startTls: false },
    { url: 'ldaps://localhost', startTls: false },
    { url: 'ldap://127.0.0.1', startTls: true },
    { url: 'ldap://localhost', startTls: true },
  ])('at $url, over LDAP', async ({ url, startTls }) => {
    const settings = { urls: [`${url}:${port}`], bindDn: 'u', password: 'p', tls: { startTls }, timeoutMs: 5_000 };
    const connection = createConnection({ ...settings, defaultContainer: 'OU=x' }, deployed());
    await expect(connection.use(async () => undefined)).rejects.toMatchObject({
      code: 'InvalidCredentials',
      message: expect.stringContaining('EGRESS_HOSTS'),
    });
    expect(arrived).toBe(0);
  });
});
