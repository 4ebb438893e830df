/** What the account is known to hold while an attempt goes on: taken along where it is written back (`Job.writesBack`). */
import type { AccountSeen } from '../../engine/person/logEntry';
import type { TargetAttributes } from '../../targets/target';
import type { Value } from '../../value';

export interface SeenAccount {
  /** It was found, read, or made. */
  found(attributes: TargetAttributes): void;
  /** It was written, and holds this now. */
  holds(attributes: TargetAttributes): void;
  /** There is none any more. */
  gone(): void;
  /** @returns `undefined` where nobody has looked, or nothing is asked for */
  pick(names: readonly string[] | undefined): AccountSeen | undefined;
}

export function createSeenAccount(): SeenAccount {
  let seen: TargetAttributes | undefined;
  return {
    found(attributes) {
      seen = attributes;
    },
    holds(attributes) {
      if (seen !== undefined) seen = { ...seen, ...attributes };
    },
    gone() {
      seen = undefined;
    },
    pick(names = []) {
      if (seen === undefined || names.length === 0) return undefined;
      const held = seen;
      return Object.fromEntries(
        names.flatMap((name) => (isHeld(held[name]) ? [[name, kept(held[name] ?? null)] as const] : [])),
      );
    },
  };
}

const isHeld = (value: Value | undefined) => value !== undefined && value !== null;

/** As JSON can keep it. */
function kept(value: Value): Value {
  return typeof value === 'bigint' ? String(value) : value;
}
