/** The certificate of `npm start -- --https`: made once and kept in the data folder, and made anew before it ends. */
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPrivateJson, writePrivateJson } from '../privateFile';
import { type CertificateFiles, makeCertificate } from './certificate';

export interface ServerCertificate extends CertificateFiles {
  /** What clients are pointed to: NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, curl --cacert. */
  readonly authorityFile: string;
}

/**
 * This computer, and the two names that clients of Graph have built in: where these are made to lead here, in a closed network,
 * they are answered under their own name (spec/wire-contract.md 8).
 */
const NAMES = ['localhost', '127.0.0.1', 'graph.microsoft.com', 'login.microsoftonline.com'];
/** Apple's limit for servers' certificates. */
const DAYS = 397;
const RENEW_BEFORE_MS = 30 * 24 * 60 * 60_000;

export async function openServerCertificate(folder: string, nowMs: number): Promise<ServerCertificate> {
  const file = join(folder, 'tls.json');
  const authorityFile = join(folder, 'ca.pem');
  const kept = (await readPrivateJson(file)) as CertificateFiles | undefined;
  const isGood =
    kept !== undefined && Date.parse(new X509Certificate(kept.certificate).validTo) > nowMs + RENEW_BEFORE_MS;
  const files = isGood ? kept : makeCertificate(NAMES, nowMs, DAYS);
  if (!isGood) await writePrivateJson(file, files);
  const written = await readFile(authorityFile, 'utf8').catch(() => undefined);
  if (written !== files.authority) await writeFile(authorityFile, files.authority);
  return { ...files, authorityFile };
}
