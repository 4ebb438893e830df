/**
 * Writes that do not stick: a target may answer a write with success and keep the value as it was, under another name, or in
 * another form. What was written is compared with what is held then, the way the attribute compares.
 */
import { listOf, type Value } from '../../value';
import type { CompiledMapping } from '../schema/compileMapping';
import { missingValues, sameValue } from '../values/compare';
import { holdsNone } from '../values/none';
import type { LogStep } from './logEntry';
import type { ModifiedProperty } from './plan';
import { exportStep, type Systems } from './steps';

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

/**
 * What the account does not have although the target answered the write of it with success.
 *
 * @param missed the value written as the new one, the value held as the old one
 * @param isAgain they were written before, and are left now
 */
export function notAppliedStep(
  systems: Systems,
  identifier: string,
  missed: readonly ModifiedProperty[],
  isAgain = false,
): LogStep {
  const names = missed.map(({ name }) => name).join(', ');
  const what = isAgain
    ? `User '${identifier}' still lacks what was written of ${names} before, and it is not written again`
    : `${systems.target} answered with success, but did not take ${names} of User '${identifier}'; it is not written again`;
  const description = `${what} before it has a new value, the schema changes or provisioning is restarted`;
  const details = missed.map(({ name, oldValue, newValue }) => [name, notApplied(newValue, oldValue)]);
  return exportStep('EntryExportUpdate', 'warning', description, {
    ...Object.fromEntries(details),
    ErrorCode: 'NotApplied',
  });
}

/** @param written, held as logs may show them; `null`: none */
export function notApplied(written: string | null, held: string | null): string {
  const deed = written === null ? 'The value was cleared' : `'${written}' was written`;
  return `${deed}, and the account holds ${held === null ? 'no value' : `'${held}'`}.`;
}
