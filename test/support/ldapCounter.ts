/**
 * What a domain controller is asked: a line before it that opens what is sent, counts the requests in it, and hands them on;
 * or says in the controller's place that it is away.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:tls';
import { PRIVATE_AUTHORITY, PRIVATE_KEY } from './privateAuthority';
import type { DomainController } from './samba';

export interface LdapCounter {
  readonly url: string;
  /** The authority that signed its certificate, in PEM. */
  readonly caPem: string;
  /** Requests so far, by kind; a goodbye is none. */
  readonly requests: Readonly<Record<'bind' | 'search' | 'modify' | 'add' | 'delete' | 'rename' | 'other', number>>;
  /** Whether every request is answered `unavailable` from now on, and goes no further. */
  decline(isDeclining: boolean): void;
  close(): Promise<void>;
}

type Kind = keyof LdapCounter['requests'];

const DELETE = 0x4a;
/** Tags of the operations (RFC 4511, 4.2 and following). */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [0x60, 'bind'],
  [0x63, 'search'],
  [0x66, 'modify'],
  [0x68, 'add'],
  [DELETE, 'delete'],
  [0x6c, 'rename'],
]);
const GOODBYE = 0x42;
/** What ends a search has a number of its own; every other answer has its request's and one (RFC 4511, 4.5.2). */
const SEARCH = 0x63;
const SEARCH_DONE = 0x65;
const UNAVAILABLE = 52;

export async function startLdapCounter({ host, caPem, serverName }: DomainController): Promise<LdapCounter> {
  const requests = { bind: 0, search: 0, modify: 0, add: 0, delete: 0, rename: 0, other: 0 };
  const lines = new Set<Socket>();
  let isDeclining = false;
  const server = createServer({ cert: PRIVATE_AUTHORITY, key: PRIVATE_KEY }, (near) => {
    const far = connect({ host, port: 636, ca: caPem, servername: serverName });
    for (const [line, other] of [
      [near, far],
      [far, near],
    ] as const) {
      lines.add(line);
      line.on('error', () => other.destroy());
      line.once('close', () => {
        lines.delete(line);
        other.destroy();
      });
    }
    let open = Buffer.alloc(0);
    near.on('data', (data: Buffer) => {
      open = Buffer.concat([open, data]);
      for (let end = endOf(open, 0); end !== undefined; end = endOf(open, 0)) {
        const message = open.subarray(0, end);
        const tag = operationIn(message);
        if (tag !== GOODBYE) requests[KINDS.get(tag) ?? 'other'] += 1;
        if (isDeclining) near.write(unavailable(message));
        else far.write(message);
        open = open.subarray(end);
      }
    });
    far.on('data', (data) => near.write(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ldaps://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caPem: PRIVATE_AUTHORITY,
    requests,
    decline: (declining) => {
      isDeclining = declining;
    },
    async close() {
      for (const line of lines) line.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Behind the tag: how long the contents are, and where they begin (X.690, 8.1.3, the definite forms). */
function lengthAt(bytes: Buffer, place: number): { readonly length: number; readonly begin: number } | undefined {
  const first = bytes[place];
  if (first === undefined) return undefined;
  if (first < 0x80) return { length: first, begin: place + 1 };
  const digits = first & 0x7f;
  if (bytes.length < place + 1 + digits) return undefined;
  return { length: bytes.readUIntBE(place + 1, digits), begin: place + 1 + digits };
}

/** Where the element that begins here ends; `undefined` until all of it is there. */
function endOf(bytes: Buffer, place: number): number | undefined {
  const found = lengthAt(bytes, place + 1);
  const end = found && found.begin + found.length;
  return end !== undefined && end <= bytes.length ? end : undefined;
}

/** The tag behind the message's number. */
function operationIn(message: Buffer): number {
  const inside = lengthAt(message, 1)?.begin ?? 0;
  return message[endOf(message, inside) ?? 0] ?? 0;
}

/** The answer to a message: its number, and a result without a word more (RFC 4511, 4.1.9). */
function unavailable(message: Buffer): Buffer {
  const inside = lengthAt(message, 1)?.begin ?? 0;
  const number = message.subarray(inside, endOf(message, inside));
  const tag = operationIn(message);
  const result = [0x0a, 1, UNAVAILABLE, 0x04, 0, 0x04, 0];
  const answer = Buffer.from([tag === SEARCH ? SEARCH_DONE : responseTo(tag), result.length, ...result]);
  return Buffer.concat([Buffer.from([0x30, number.length + answer.length]), number, answer]);
}

/** Deletes are primitive when asked, constructed when answered. */
function responseTo(tag: number): number {
  return tag === DELETE ? 0x6b : tag + 1;
}
