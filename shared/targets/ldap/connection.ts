/**
 * One bound TLS connection to one domain controller, shared by all requests, opened at first use and again after a drop.
 * It stays with the controller that answered last: controllers replicate with a delay, so an account created on one
 * may be unknown to the next for a while.
 */
import { connect as connectTcp, isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import type { Client } from 'ldapts';
import { ProvisioningError } from '../../errors';
import { type Egress, EgressRefused, refusal } from '../kit/egress';
import { redact } from '../kit/redact';
import { invalidCredentials } from './failures';
import { DEFAULT_TIMEOUT_MS, type LdapSettings } from './settings';

export type Ldapts = typeof import('ldapts');

export interface Connection {
  /**
   * Runs requests on the bound connection.
   * @throws {ProvisioningError} InvalidCredentials, EndpointUnavailable when no controller can be reached; and whatever the task throws
   */
  use<T>(task: (client: Client, ldap: Ldapts) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Reaching a controller, TLS and bind together; short, because the next controller is waiting. */
const LONGEST_CONNECT_MS = 10_000;
/** Firewalls forget idle connections without telling either end. */
const KEEP_ALIVE_MS = 60_000;

export function createConnection(settings: LdapSettings, egress: Egress): Connection {
  let preferred = 0;
  let opening: Promise<Client> | undefined;

  async function bound(): Promise<Client> {
    const attempt = opening ?? begin();
    const client = await attempt;
    if (client.isBound) return client;
    // ldapts would connect again by itself, but without credentials, and in the clear where StartTLS had raised it.
    forget(attempt);
    return bound();
  }

  function begin(): Promise<Client> {
    const attempt = open(() => forget(attempt));
    attempt.catch(() => forget(attempt));
    opening = attempt;
    return attempt;
  }

  function forget(attempt: Promise<Client>): void {
    if (opening === attempt) opening = undefined;
  }

  async function open(onClosed: () => void): Promise<Client> {
    const reasons: string[] = [];
    for (let i = 0; i < settings.urls.length; i += 1) {
      const index = (preferred + i) % settings.urls.length;
      const url = settings.urls[index] ?? '';
      try {
        const client = await openAt(url, settings, egress, onClosed);
        preferred = index;
        return client;
      } catch (error) {
        // Another controller would refuse the same password, and each refusal counts towards locking the account.
        if (error instanceof ProvisioningError) throw error;
        reasons.push(`${url}: ${redact(error instanceof Error ? error.message : String(error), [settings.password])}`);
      }
    }
    // Each with its reason, for it is all that an administrator sees of a certificate nobody trusts or a misspelled name.
    throw new ProvisioningError('EndpointUnavailable', `No domain controller could be reached: ${reasons.join('; ')}.`);
  }

  return {
    use: async (task) => task(await bound(), loadLdapts()),
    close: async () => {
      const client = await opening?.catch(() => undefined);
      await client?.unbind();
    },
  };
}

/** Loaded at first use: most deployments never speak LDAP, and their cold start should not pay for it. */
function loadLdapts(): Ldapts {
  return require('ldapts');
}

async function openAt(url: string, settings: LdapSettings, egress: Egress, onClosed: () => void): Promise<Client> {
  egress.check(new URL(url).hostname);
  const { Client, InvalidCredentialsError, InappropriateAuthError } = loadLdapts();
  const timeoutMs = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const connectMs = Math.min(timeoutMs, LONGEST_CONNECT_MS);
  const sockets: TLSSocket[] = [];
  const tlsOptions = { ...tlsOptionsFor(url, settings), lookup: egress.lookup };
  const startTls = settings.tls?.startTls === true;
  const client = new Client({
    url,
    timeout: timeoutMs,
    connectTimeout: connectMs,
    // With options here ldapts would speak TLS from the first byte, also to an ldap:// address.
    ...(startTls ? {} : { tlsOptions }),
    createConnection: ((port: number, host: string) =>
      connectTcp({ port, host, lookup: egress.lookup })) as typeof connectTcp,
    createSecureConnection: watching((socket) => {
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      sockets.push(socket);
    }),
  });

  async function handshake(): Promise<void> {
    if (startTls) await client.startTLS(tlsOptions);
    await client.bind(settings.bindDn, settings.password);
  }

  try {
    await within(connectMs, handshake());
  } catch (error) {
    await client.unbind().catch(() => undefined);
    for (const socket of sockets) socket.destroy();
    if (error instanceof InvalidCredentialsError || error instanceof InappropriateAuthError) {
      throw invalidCredentials(error, settings.password);
    }
    throw error instanceof EgressRefused ? refusal(error) : error;
  }
  // ldapts itself does not notice when a connection raised with StartTLS is closed.
  for (const socket of sockets) socket.once('close', onClosed);
  return client;
}

function tlsOptionsFor(url: string, { tls = {} }: LdapSettings): ConnectionOptions {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
  const name = tls.serverName ?? host;
  return {
    host,
    ...(isIP(name) === 0 ? { servername: name } : {}), // the TLS server name must not be an address (RFC 6066 3)
    ...(tls.caPem === undefined ? {} : { ca: tls.caPem }),
    rejectUnauthorized: tls.rejectUnauthorized !== false,
  };
}

/** `tls.connect`, telling about each socket it makes. */
function watching(tell: (socket: TLSSocket) => void): typeof connectTls {
  return (...options: unknown[]) => {
    const socket: TLSSocket = Reflect.apply(connectTls, undefined, options);
    tell(socket);
    return socket;
  };
}

async function within<T>(limitMs: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no connection within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([task, late]).finally(() => clearTimeout(timer));
}
