/**
 * References that the target has refused in this invocation. A person whose commit is lost runs again: what was refused then
 * is refused still, and the target is not asked once more.
 */
import type { ProvisioningError } from '../../../errors';

export interface Refusal {
  readonly error: ProvisioningError;
  /** When it was tried, milliseconds since the epoch. */
  readonly at: number;
}

export interface Refusals {
  of(reference: TriedReference): Refusal | undefined;
  note(reference: TriedReference, refusal: Refusal): void;
}

export interface TriedReference {
  /** Target anchor of the account whose reference it is: the person may run again with another one. */
  readonly from: string;
  readonly attribute: string;
  /** Target anchor; `null`: it was to be taken away. */
  readonly to: string | null;
}

export function createRefusals(): Refusals {
  const noted = new Map<string, Refusal>();
  const keyOf = ({ from, attribute, to }: TriedReference) => JSON.stringify([from, attribute, to]);
  return {
    of: (reference) => noted.get(keyOf(reference)),
    note: (reference, refusal) => void noted.set(keyOf(reference), refusal),
  };
}
