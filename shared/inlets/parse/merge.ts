/** What a preset fills in where a definition says nothing (spec/hands.md 3.3). */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';

/** Kinds of which the members of one mean nothing to another: another kind is taken whole. */
const KINDS = ['scheme', 'kind'] as const;

/**
 * Objects are merged member by member, so that one attribute of `map` or one type of `effects` can be another; anything else
 * is taken whole, and `null` takes away what the preset says.
 */
export function mergeDefinition(preset: JsonObject, given: JsonObject): JsonObject {
  const isOther = KINDS.some((kind) => given[kind] !== undefined && given[kind] !== preset[kind]);
  const merged: Record<string, Json | undefined> = isOther ? {} : { ...preset };
  for (const [name, value] of Object.entries(given)) {
    const known = merged[name];
    if (value === null) delete merged[name];
    else merged[name] = isJsonObject(value) && isJsonObject(known) ? mergeDefinition(known, value) : value;
  }
  return merged;
}
