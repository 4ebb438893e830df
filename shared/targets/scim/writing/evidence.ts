/**
 * What a service has been seen to take. A write that is answered with success proves nothing: the value has to come back.
 * Until it has, for each kind of attribute, a service that answers without a body is looked at once more; and where a value
 * does not come back, or the form of a write is refused, the same is tried in other forms (`dialect.ts`).
 */

import { isEmpty } from '../../../value';
import type { AttributeChanges } from '../../target';
import { type Aspect, alternativesTo, type Dialect } from '../dialect';
import { MANAGER } from '../manager';
import { parseScimPath } from '../path';
import { isBoolean, isCollection } from '../resource';

export interface Evidence {
  readonly dialect: Dialect;
  /** Whether each of these changes is of a kind that has come back in this dialect. */
  isProven(changes: AttributeChanges): boolean;
  /** They came back, written in this dialect; from now on it is spoken. */
  proved(changes: AttributeChanges, dialect: Dialect): void;
  /** Forms that may do for what has not come back, most likely first; none once enough has been tried. */
  alternatives(changes: AttributeChanges): readonly Dialect[];
  /** None of them did. */
  failed(changes: AttributeChanges): void;
}

/** People whose attribute is tried in every form, in case it is their value that does not go. */
const MOST_TRIALS = 2;
/** A service that needs one form for this and another for that is not followed back and forth for ever. */
const MOST_CHANGES = 8;

export function createEvidence(initial: Dialect): Evidence {
  let dialect = initial;
  let changesOfDialect = 0;
  const proven = new Set<string>();
  const trials = new Map<string, number>();

  return {
    get dialect() {
      return dialect;
    },
    isProven: (changes) => kindsOf(changes).every((kind) => proven.has(kind)),
    proved(changes, by) {
      if (by !== dialect) {
        dialect = by;
        changesOfDialect += 1;
        proven.clear();
      }
      for (const kind of kindsOf(changes)) proven.add(kind);
      for (const name of Object.keys(changes)) trials.delete(name);
    },
    alternatives(changes) {
      const isTriedOut = Object.keys(changes).every((name) => (trials.get(name) ?? 0) >= MOST_TRIALS);
      if (changesOfDialect >= MOST_CHANGES || isTriedOut) return [];
      return alternativesTo(dialect, new Set(Object.entries(changes).flatMap(([name]) => aspectsOf(name))));
    },
    failed(changes) {
      for (const name of Object.keys(changes)) trials.set(name, (trials.get(name) ?? 0) + 1);
    },
  };
}

/** Setting and clearing are proven apart: many services take the one and not the other. */
function kindsOf(changes: AttributeChanges): readonly string[] {
  return Object.entries(changes).flatMap(([name, value]) =>
    aspectsOf(name).map((aspect) => `${isEmpty(value) ? 'clear' : 'set'} ${aspect}`),
  );
}

function aspectsOf(name: string): readonly Aspect[] {
  if (name.toLowerCase() === MANAGER.toLowerCase()) return ['manager'];
  const path = parseScimPath(name);
  const aspects: readonly Aspect[] = [
    ...(isBoolean(path) ? (['boolean'] as const) : []),
    ...(path.element !== undefined || isCollection(path) ? (['element'] as const) : []),
    ...(path.schema !== undefined ? (['extension'] as const) : []),
    ...(path.element === undefined && path.subAttribute !== undefined ? (['part'] as const) : []),
  ];
  return aspects.length === 0 ? ['plain'] : aspects;
}
