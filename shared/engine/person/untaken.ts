/**
 * Writes that do not stick: a target may answer a write with success and keep the value as it was, under another name, or in
 * another form. What was written is compared with what is held then, the way the attribute compares.
 */
import { listOf, type Value } from '../../value';
import type { CompiledMapping } from '../schema/compileMapping';
import { missingValues, sameValue } from '../values/compare';
import { holdsNone } from '../values/none';

type Compared = Pick<CompiledMapping, 'keyOf' | 'definition' | 'flow'>;

/** Whether the account has what was written, `null` having cleared it. */
export function hasTaken({ keyOf, definition, flow }: Compared, written: Value, held: Value): boolean {
  if (written === null) return holdsNone(definition.name, held);
  if (sameValue(written, held, keyOf)) return true;
  const addsOnly = flow === 'MultiValueAddOnly' || flow === 'ValueAddOnly';
  return addsOnly && definition.multivalued && missingValues(written, held, keyOf).length === 0;
}

/** The same text for the same difference between what is to be written and what is held, and for no other. */
export function differenceKey(mapping: Pick<CompiledMapping, 'keyOf'>, wanted: Value, held: Value): string {
  return JSON.stringify([keysOf(mapping, wanted), keysOf(mapping, held)]);
}

function keysOf({ keyOf }: Pick<CompiledMapping, 'keyOf'>, value: Value): readonly string[] {
  return [...new Set(listOf(value).map(keyOf))].sort();
}
