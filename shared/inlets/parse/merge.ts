/** What a preset fills in where a definition says nothing (spec/hands.md 3.3). */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';

/** What says what an object is: with another of these, the members of the one mean nothing to the other. */
const KINDS = ['scheme', 'kind', 'path', 'person'] as const;

/**
 * Objects are merged member by member, so that one attribute of `map` or one type of `effects` can be another; anything else
 * is taken whole, and `null` takes away what the preset says.
 */
export function mergeDefinition(preset: JsonObject, given: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = isOther(preset, given) ? {} : { ...preset };
  for (const [name, value] of Object.entries(given)) {
    const known = merged[name];
    if (value === null) delete merged[name];
    else merged[name] = isJsonObject(value) && isJsonObject(known) ? mergeDefinition(known, value) : value;
  }
  return merged;
}

function isOther(preset: JsonObject, given: JsonObject): boolean {
  if (given.value !== undefined && preset.path !== undefined) return true; // a constant instead of a table of words
  return KINDS.some((kind) => given[kind] !== undefined && given[kind] !== preset[kind]);
}
