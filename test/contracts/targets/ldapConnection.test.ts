/** Reaching a domain controller: TLS, credentials, several controllers, bad networks. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { LdapSettings } from '../../../shared/targets/ldap/settings';
import type { Target } from '../../../shared/targets/target';
import { CONTROLLER_IMPATIENCE_MS } from '../../support/disturbedTarget';
import { eventually } from '../../support/eventually';
import { accountSample, openLdapTarget } from '../../support/ldapTarget';
import { type DomainController, startDomainController } from '../../support/samba';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';
import { failureOf } from './contract';

/** Nobody listens there. */
const NOBODY = 'ldaps://127.0.0.1:1';

/** An extended response with the result code success (RFC 4511 4.12). */
function startTlsAccepted(messageId: number): Buffer {
  return Buffer.from([0x30, 0x0c, 0x02, 0x01, messageId, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00]);
}

describe('the connection to a domain controller', () => {
  let controller: DomainController;
  let proxy: TcpProxy;
  const opened: Target[] = [];
  let samplesTaken = 0;

  beforeAll(async () => {
    controller = await startDomainController();
  });

  beforeEach(async () => {
    proxy = await startTcpProxy(controller.host, 636);
  });

  afterEach(async () => {
    for (const target of opened.splice(0)) await target.close();
    await proxy.close();
  });

  afterAll(async () => {
    await controller?.stop();
  });

  function open(changes: Partial<LdapSettings> = {}): Target {
    const target = openLdapTarget(controller, changes);
    opened.push(target);
    return target;
  }

  function viaProxy(changes: Partial<LdapSettings> = {}): Target {
    return open({ urls: [`ldaps://127.0.0.1:${proxy.port}`], ...changes });
  }

  function sample() {
    samplesTaken += 1;
    return accountSample(controller, samplesTaken);
  }

  const findNobody = (target: Target) => target.find('employeeID', 'nobody', []);

  describe('TLS', () => {
    test('StartTLS works as well as LDAPS', async () => {
      const { caPem, serverName } = controller;
      const target = open({ urls: [controller.plainUrl], tls: { startTls: true, caPem, serverName } });
      const { anchor } = await target.create(sample());
      expect(await target.read(anchor, [])).toMatchObject({ anchor });
    });

    test.each([
      {
        name: 'of an authority that is not trusted, over LDAPS',
        startTls: false,
        tls: { serverName: 'DC1.muster.test' },
      },
      {
        name: 'of an authority that is not trusted, over StartTLS',
        startTls: true,
        tls: { serverName: 'DC1.muster.test' },
      },
      { name: 'for another name, over LDAPS', startTls: false, tls: { trusted: true, serverName: 'DC2.muster.test' } },
      {
        name: 'for another name, over StartTLS',
        startTls: true,
        tls: { trusted: true, serverName: 'DC2.muster.test' },
      },
    ])('a certificate $name is refused', async ({ startTls, tls: { trusted, serverName } }) => {
      const target = open({
        urls: [startTls ? controller.plainUrl : controller.url],
        tls: { startTls, serverName, ...(trusted === true ? { caPem: controller.caPem } : {}) },
      });
      const failure = await failureOf(target.testConnection());
      expect(failure).toMatchObject({ code: 'EndpointUnavailable' });
      expect(failure.message).toMatch(/certificate|altnames/i);
    });

    test('any certificate will do where checking is switched off', async () => {
      const target = open({ tls: { rejectUnauthorized: false } });
      await expect(target.testConnection()).resolves.toBeUndefined();
    });
  });

  describe('credentials', () => {
    test('a refused password is not tried on the next controller, or the account would be locked', async () => {
      const target = open({
        urls: [controller.url, `ldaps://127.0.0.1:${proxy.port}`],
        password: 'wrong',
      });
      expect(await failureOf(findNobody(target))).toMatchObject({ code: 'InvalidCredentials' });
      expect(proxy.connections()).toBe(0);
    });

    test('the refusal says what is wrong with the account', async () => {
      const failure = await failureOf(open({ password: 'wrong' }).testConnection());
      expect(failure.message).toBe(
        'The domain controller refuses the service account: the account or its password is wrong.',
      );
    });

    test('the connection test finds a container that is not there', async () => {
      const failure = await failureOf(open({ defaultContainer: 'OU=Nope,DC=muster,DC=test' }).testConnection());
      expect(failure.message).toContain('OU=Nope,DC=muster,DC=test');
    });

    test('the password is in no failure', async () => {
      const failures = [
        await failureOf(open({ password: 'Wr0ng-Passw0rd' }).testConnection()),
        await failureOf(open({ urls: [NOBODY], password: 'Wr0ng-Passw0rd' }).testConnection()),
        await failureOf(open().create({ ...sample(), title: '' })),
      ];
      const told = failures.map((failure) => JSON.stringify([failure, failure.message, failure.stack, failure.cause]));
      expect(told.join()).not.toContain('Wr0ng-Passw0rd');
      expect(told.join()).not.toContain(controller.service.password);
    });
  });

  describe('several controllers', () => {
    test('the next one is used when the first cannot be reached, and kept as long as it answers', async () => {
      const first = await startTcpProxy(controller.host, 636);
      try {
        first.swallow('answers');
        const urls = [`ldaps://127.0.0.1:${first.port}`, `ldaps://127.0.0.1:${proxy.port}`];
        const target = open({ urls, timeoutMs: CONTROLLER_IMPATIENCE_MS });
        await findNobody(target);
        first.swallow('none');
        proxy.cut();
        await eventually(() => findNobody(target));
        expect({ first: first.connections(), second: proxy.connections() }).toEqual({ first: 1, second: 2 });
      } finally {
        await first.close();
      }
    });

    test('the next one is used when the first agrees to StartTLS and then says nothing', async () => {
      const silent = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.once('data', (request) => socket.write(startTlsAccepted(request[4] ?? 0)));
      });
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      try {
        const { caPem, serverName, plainUrl } = controller;
        const urls = [`ldap://127.0.0.1:${(silent.address() as AddressInfo).port}`, plainUrl];
        const target = open({ urls, tls: { startTls: true, caPem, serverName }, timeoutMs: CONTROLLER_IMPATIENCE_MS });
        expect(await findNobody(target)).toEqual([]);
      } finally {
        silent.close();
      }
    });

    test('the next one is used when the first cannot be reached at all', async () => {
      expect(await findNobody(open({ urls: [NOBODY, controller.url] }))).toEqual([]);
    });

    test('when none can be reached, each is named with its reason', async () => {
      const failure = await failureOf(findNobody(open({ urls: [NOBODY, 'ldaps://127.0.0.1:2'] })));
      expect(failure).toMatchObject({ code: 'EndpointUnavailable', category: 'transient' });
      expect(failure.message).toMatch(/ldaps:\/\/127\.0\.0\.1:1: .+; ldaps:\/\/127\.0\.0\.1:2: ./);
    });
  });

  describe('a bad network', () => {
    test.each([{ startTls: false }, { startTls: true }])(
      'a dropped connection is opened again by the next call (StartTLS: $startTls)',
      async ({ startTls }) => {
        const line = startTls ? await startTcpProxy(controller.host, 389) : proxy;
        try {
          const { caPem, serverName } = controller;
          const urls = [`${startTls ? 'ldap' : 'ldaps'}://127.0.0.1:${line.port}`];
          const target = open({ urls, tls: { startTls, caPem, serverName } });
          await findNobody(target);
          line.swallow('answers');
          const lost = failureOf(findNobody(target));
          line.cut();
          line.swallow('none');
          expect(await lost).toMatchObject({ code: 'EndpointUnavailable' });
          expect(await findNobody(target)).toEqual([]);
          expect(line.connections()).toBe(2);
        } finally {
          await line.close();
        }
      },
    );

    test('a request that is lost times out, and did nothing', async () => {
      const target = viaProxy({ timeoutMs: CONTROLLER_IMPATIENCE_MS });
      const attributes = sample();
      await target.find('employeeID', String(attributes.employeeID), Object.keys(attributes));
      proxy.swallow('requests');
      expect(await failureOf(target.create(attributes))).toMatchObject({ code: 'Timeout', category: 'transient' });
      expect(await open().find('employeeID', String(attributes.employeeID), [])).toEqual([]);
    });

    test('an answer that is lost times out, and the account is found by the next attempt', async () => {
      const target = viaProxy({ timeoutMs: CONTROLLER_IMPATIENCE_MS });
      const attributes = sample();
      await target.find('employeeID', String(attributes.employeeID), Object.keys(attributes));
      proxy.swallow('answers');
      expect(await failureOf(target.create(attributes))).toMatchObject({ code: 'Timeout', category: 'transient' });
      proxy.swallow('none');
      expect(await target.find('employeeID', String(attributes.employeeID), [])).toHaveLength(1);
    });

    test('many calls at the same time share one connection', async () => {
      const target = viaProxy();
      const found = await Promise.all(Array.from({ length: 50 }, () => findNobody(target)));
      expect(found).toEqual(Array(50).fill([]));
      expect(proxy.connections()).toBe(1);
    });
  });
});
