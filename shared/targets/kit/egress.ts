/**
 * Which addresses Muster calls when somebody else says where: one rule, asked when a connection is made and for the address it
 * is made to, so that a name which resolves to another address a moment later opens no door either.
 *
 * In a deployment, this machine itself, link-local addresses and Azure's own (169.254.169.254 hands out the identity's tokens,
 * 168.63.129.16 is the platform) are refused; for webhooks, whose address is anybody's, private networks are too.
 */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ProvisioningError } from '../../errors';

export interface EgressOptions {
  /** Whether this is a deployment; a laptop calls what it likes. */
  readonly deployed: boolean;
  /** Host names, addresses and networks (`10.1.0.0/16`) that are let through all the same: the setting `EGRESS_HOSTS`. */
  readonly hosts: readonly string[];
}

/** Targets stand in private networks as a rule; what is called for a webhook has no business there. */
export type Purpose = 'target' | 'webhook';

export interface Egress {
  /**
   * A host that is an address already: sockets look those up nowhere.
   * @param host as URLs write it, brackets included
   * @throws {ProvisioningError} InvalidCredentials
   */
  check(host: string): void;
  /** For sockets. Ends in an `EgressRefused` when no address of the host may be called. */
  readonly lookup: LookupFunction;
}

/** How a socket learns that an address may not be called. */
export class EgressRefused extends Error {
  readonly code = 'EGRESS_REFUSED';
  constructor(host: string, address: string) {
    const place = host === address ? host : `${host} (${address})`;
    super(
      `The address ${place} may not be called from a deployment. Where it is meant, an administrator lets it through with the setting EGRESS_HOSTS.`,
    );
    this.name = 'EgressRefused';
  }
}

type Network = readonly [string, number];

/** RFC 1122 3.2.1.3, RFC 3927, RFC 4291 2.5.3 and 2.5.6, and the addresses Azure documents. */
const OWN: readonly Network[] = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['168.63.129.16', 32],
  ['::', 128],
  ['::1', 128],
  ['fe80::', 10],
];
/** RFC 1918, RFC 6598, RFC 4193. */
const PRIVATE: readonly Network[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
];

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function networks(list: readonly Network[]): BlockList {
  const blocks = new BlockList();
  for (const [address, bits] of list) blocks.addSubnet(address, bits, familyOf(address));
  return blocks;
}

/** @returns the network; `undefined` for what is a name. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, more] = text.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  const size = bits === undefined ? most : Number(bits);
  const isSize = bits === undefined || (/^\d{1,3}$/.test(bits) && size <= most);
  return isIP(address) === 0 || !isSize || more !== undefined ? undefined : [address, size];
}

/** IPv4 in the clothes of IPv6: `::ffff:127.0.0.1`, and what a NAT64 gateway translates (RFC 4291 2.5.5.2, RFC 6052). */
const WRAPPED = /^(?:::ffff:|64:ff9b::)(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

function unwrapped(address: string): string {
  const [, dotted, high, low] = WRAPPED.exec(address) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return address;
  const words = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return words.flatMap((word) => [word >> 8, word & 255]).join('.');
}

export function createEgress({ deployed, hosts }: EgressOptions, purpose: Purpose): Egress {
  const refused = networks(purpose === 'webhook' ? [...OWN, ...PRIVATE] : OWN);
  const letThrough = networks(hosts.map(parseNetwork).filter((network) => network !== undefined));
  const names = new Set(hosts.map((host) => host.toLowerCase()));

  function mayCall(host: string, address: string): boolean {
    if (!deployed || names.has(host.toLowerCase())) return true;
    const plain = unwrapped(address.replace(/%.*$/, '')); // without the zone
    const family = familyOf(plain);
    return letThrough.check(plain, family) || !refused.check(plain, family);
  }

  return {
    check(host) {
      const address = host.replace(/^\[(.*)\]$/, '$1');
      if (isIP(address) !== 0 && !mayCall(address, address)) throw refusal(new EgressRefused(address, address));
    },
    lookup(host, options, callback) {
      resolve(host, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, []);
        const allowed = found.filter(({ address }) => mayCall(host, address));
        const [first] = allowed;
        if (first === undefined) return callback(new EgressRefused(host, found[0]?.address ?? host), []);
        if (options.all === true) return callback(null, allowed);
        return callback(null, first.address, first.family);
      });
    },
  };
}

/** Stops the job until an administrator enters another address, or lets this one through. */
export function refusal(error: EgressRefused): ProvisioningError {
  return new ProvisioningError('InvalidCredentials', error.message, { cause: error });
}
