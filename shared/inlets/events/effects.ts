/** What comes of an event, by its type (spec/hands.md 3.7). */
import type { Effect, InletDefinition } from '../definition';

export type Consequence =
  /** The person is fetched. */
  | { readonly kind: 'fetch' }
  /** The event holds the person. */
  | { readonly kind: 'full' }
  /** An upload of the person with `active` false, judged by the deletion guard like any. */
  | { readonly kind: 'disable'; readonly because: 'deleted' | 'revoked' }
  /** Written down, and that is all. */
  | { readonly kind: 'recorded'; readonly as: 'deleted' | 'ping' | 'ignored' | 'unknownType' };

export function consequenceOf(definition: InletDefinition, type: string): Consequence {
  const effect = effectOf(definition.effects, type);
  switch (effect) {
    case undefined:
      return { kind: 'recorded', as: 'unknownType' };
    case 'fetch':
    case 'full':
      return { kind: effect };
    case 'deleted':
      return onDeleted(definition);
    case 'revoke':
      return { kind: 'disable', because: 'revoked' };
    case 'ping':
      return { kind: 'recorded', as: 'ping' };
    case 'ignore':
      return { kind: 'recorded', as: 'ignored' };
  }
}

/** Of somebody who is gone there, as an event says or an answer of "not found" where it stands for one. */
export function onDeleted({ onDeleted: wish }: InletDefinition): Consequence {
  return wish === 'disable' ? { kind: 'disable', because: 'deleted' } : { kind: 'recorded', as: 'deleted' };
}

/** The exact name goes first, then the longest beginning that ends in `*`. */
function effectOf(effects: Readonly<Record<string, Effect>>, type: string): Effect | undefined {
  if (Object.hasOwn(effects, type)) return effects[type];
  const [best] = Object.keys(effects)
    .filter((name) => name.endsWith('*') && fitsType(name, type))
    .sort((one, other) => other.length - one.length);
  return best === undefined ? undefined : effects[best];
}

/** @param pattern a type, or the beginning of some with `*` behind it */
export function fitsType(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
