/** The certificate of `npm start -- --https`: who trusts its authority can speak to the host, and nobody else. */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFront, PATIENCE } from '../../../local/host/http/front';
import { readTarget } from '../../../local/host/http/httpData';
import { openServerCertificate } from '../../../local/tls/serverCertificate';

const DAY = 24 * 60 * 60_000;
const folder = mkdtempSync(join(tmpdir(), 'muster-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the host answers under it, and knows that it speaks TLS', async () => {
  const files = await openServerCertificate(folder, Date.now());
  const front = await openFront(0, 1, PATIENCE, files);
  front.serve([
    async (message, response) => {
      response.end(readTarget(message)?.url);
      return true;
    },
  ]);
  const ask = (host: string, ca?: string) =>
    new Promise<string>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: front.port, path: '/v1.0/users', servername: host, ...(ca && { ca }) };
      request(options, (message) => {
        message.setEncoding('utf8').once('data', resolve);
      })
        .once('error', reject)
        .end();
    });
  const authority = readFileSync(files.authorityFile, 'utf8');
  expect(await ask('localhost', authority)).toBe(`https://127.0.0.1:${front.port}/v1.0/users`);
  expect(await ask('graph.microsoft.com', authority)).toContain('/v1.0/users');
  await expect(ask('localhost')).rejects.toThrow(/unable to verify|self.signed/i);
  await expect(ask('example.com', authority)).rejects.toThrow(/altnames/);
  await front.close(0);
});

test('is the same after a restart, and another when it is about to end', async () => {
  const now = Date.now();
  const first = await openServerCertificate(folder, now);
  expect((await openServerCertificate(folder, now + 366 * DAY)).certificate).toBe(first.certificate);
  const later = await openServerCertificate(folder, now + 368 * DAY);
  expect(later.certificate).not.toBe(first.certificate);
  expect(readFileSync(later.authorityFile, 'utf8')).toBe(later.authority);
});

test('its authority is one of its own, whose key is kept nowhere', async () => {
  const { authority, certificate, key } = await openServerCertificate(folder, Date.now());
  expect(new X509Certificate(certificate).checkIssued(new X509Certificate(authority))).toBe(true);
  const kept = readFileSync(join(folder, 'tls.json'), 'utf8');
  expect(kept.match(/PRIVATE KEY/g)).toHaveLength(2); // one: where it begins and where it ends
  expect(kept).toContain(JSON.stringify(key).slice(1, -1));
  expect(statSync(join(folder, 'tls.json')).mode & 0o077).toBe(0);
});
