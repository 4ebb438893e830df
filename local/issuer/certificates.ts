/** The certificates that clients prove themselves with, by client id; kept, so that they outlive a restart. Public parts only. */
import { createHash, X509Certificate } from 'node:crypto';
import { readPrivateJson, writePrivateJson } from '../privateFile';

export interface ClientCertificates {
  of(clientId: string): readonly X509Certificate[];
  /**
   * @param pem a certificate; a key or a chain in the same text is left out
   * @returns the thumbprint by which clients name it: base64url of SHA-1
   * @throws {Error} for text that holds no certificate, and for one that is no RSA
   */
  add(clientId: string, pem: string): Promise<string>;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

export async function openClientCertificates(path: string): Promise<ClientCertificates> {
  const kept = ((await readPrivateJson(path)) ?? {}) as Record<string, readonly string[]>;
  const pems = new Map(Object.entries(kept).map(([clientId, list]) => [clientId.toLowerCase(), [...list]]));
  return {
    of: (clientId) => (pems.get(clientId.toLowerCase()) ?? []).map((pem) => new X509Certificate(pem)),
    async add(clientId, text) {
      const pem = BLOCK.exec(text)?.[0];
      if (pem === undefined) throw new Error('There is no certificate in it: PEM is expected, BEGIN CERTIFICATE.');
      const certificate = new X509Certificate(pem);
      if (certificate.publicKey.asymmetricKeyType !== 'rsa') {
        throw new Error(`Its key must be RSA, as Entra asks for, got ${certificate.publicKey.asymmetricKeyType}.`);
      }
      const known = pems.get(clientId.toLowerCase()) ?? [];
      if (!known.includes(pem)) pems.set(clientId.toLowerCase(), [...known, pem]);
      await writePrivateJson(path, Object.fromEntries(pems));
      return thumbprint(certificate, 'sha1');
    },
  };
}

/** As the header of an assertion names a certificate: `x5t` is by SHA-1, `x5t#S256` by SHA-256 (RFC 7515, 4.1.7 and 4.1.8). */
export function thumbprint({ raw }: X509Certificate, hash: 'sha1' | 'sha256'): string {
  return createHash(hash).update(raw).digest('base64url');
}
