/** X.509 certificates for the development host (RFC 5280): an authority, and one certificate that it signs. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, boolean, integer, objectId, octets, sequence, set, tagged, time, utf8 } from './der';

export interface CertificateFiles {
  /** What clients are told to trust, PEM. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const DAY_MS = 24 * 60 * 60_000;
/** Clocks differ, and a certificate that begins now is refused by one that is late. */
const BACKDATED_MS = DAY_MS;

/**
 * The authority's key is used for this one signature and forgotten: whoever trusts the authority trusts nothing else.
 *
 * @param names host names and IPv4 addresses
 */
export function makeCertificate(names: readonly string[], nowMs: number, days: number): CertificateFiles {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const validity = { from: new Date(nowMs - BACKDATED_MS), to: new Date(nowMs + days * DAY_MS) };
  const issuer = `Muster development authority ${randomBytes(4).toString('hex')}`;
  const signed = (subject: string, publicKey: KeyObject, extensions: readonly Buffer[]) =>
    pem(build({ issuer, subject, publicKey, validity, extensions }, authority.privateKey));
  return {
    authority: signed(issuer, authority.publicKey, [
      extension('2.5.29.19', true, sequence(boolean(true), integer(Buffer.from([0])))), // an authority of servers only
      extension('2.5.29.15', true, bits(Buffer.from([0x04]), 2)), // keyCertSign
      extension('2.5.29.14', false, octets(keyId(authority.publicKey))),
    ]),
    certificate: signed(names[0] ?? 'localhost', server.publicKey, [
      extension('2.5.29.17', false, sequence(...names.map(generalName))),
      extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))), // serverAuth
      extension('2.5.29.35', false, sequence(tagged(0x80, keyId(authority.publicKey)))),
    ]),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

interface Content {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly validity: { readonly from: Date; readonly to: Date };
  readonly extensions: readonly Buffer[];
}

function build({ issuer, subject, publicKey, validity, extensions }: Content, signer: KeyObject): Buffer {
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    commonName(issuer),
    sequence(time(validity.from), time(validity.to)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  );
  return sequence(content, ECDSA_WITH_SHA256, bits(sign('sha256', content, signer)));
}

const commonName = (name: string) => sequence(set(sequence(objectId('2.5.4.3'), utf8(name))));
const keyId = (key: KeyObject) =>
  createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), octets(value));
}

const generalName = (name: string) =>
  isIPv4(name) ? tagged(0x87, Buffer.from(name.split('.').map(Number))) : tagged(0x82, Buffer.from(name));

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
