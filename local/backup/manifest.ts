/** What a backup says of itself, and whether it may be restored here. */
import { QUOTAS } from '../../shared/store/jobs/quotas';

export interface Manifest {
  readonly format: 1;
  /** Release that took it: an older one may not know its rows. */
  readonly release: string;
  readonly tenantId: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** Jobs that were at work meanwhile: what they changed may be in it by half. Empty: it is of one moment. */
  readonly atWork: readonly string[];
  readonly tables: Readonly<Record<string, TableManifest>>;
}

export interface TableManifest {
  readonly rows: number;
  /** Of the file as it lies there, hexadecimal. */
  readonly sha256: string;
}

/** Rows of a moment, which mean nothing to whoever starts anew. */
export const isPassing = (partitionKey: string) => partitionKey === 'supervision' || partitionKey === QUOTAS;

/** @returns why this backup may not be restored; `undefined`: it may */
export function refusal(manifest: Manifest, here: { readonly release: string; readonly tenantId: string }) {
  if (manifest.format !== 1) return `The backup is of format ${String(manifest.format)}; this release reads 1.`;
  if (manifest.tenantId !== here.tenantId) {
    return `The backup is of tenant ${manifest.tenantId}, and TENANT_ID is ${here.tenantId}.`;
  }
  if (isNewer(manifest.release, here.release)) {
    return `The backup was taken by release ${manifest.release}, which is newer than this one, ${here.release}.`;
  }
  return undefined;
}

function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split(/[.-]/).map((part) => Number(part) || 0));
  const at = (a ?? []).findIndex((number, index) => number !== (b?.[index] ?? 0));
  return at >= 0 && (a?.[at] ?? 0) > (b?.[at] ?? 0);
}
