/** One id per person and cycle: several entries of one person in one cycle share it, and clients group by it (spec/wire-contract.md 4.2). */
import { createHash } from 'node:crypto';

/** @returns a name-based GUID (version 8, RFC 9562: made by a hash of our own choosing) */
export function changeId(cycleId: string, anchor: string): string {
  const hex = createHash('sha256').update(`${cycleId}\n${anchor}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
