/** The two gates of null flow as one choice (docs/mappings.md, "Clearing values"). */
import type {
  AttributeDefinition,
  AttributeMapping,
  SynchronizationSchema,
} from '../../shared/engine/synchronizationSchema';
import { attributesOf, withMapping, withSourceAttribute } from './draft';

export type NullFlow =
  | 'keep'
  | 'clear'
  /** One gate is open, so nothing is cleared, and somebody meant something by it. */
  | 'half';

/** @param read the source attributes that the mapping reads */
export function nullFlowOf(mapping: AttributeMapping, read: readonly AttributeDefinition[]): NullFlow {
  const second = mapping.flowNullValues === true;
  const first = read.length > 0 && read.every(({ flowNullValues }) => flowNullValues);
  if (first && second) return 'clear';
  return second ? 'half' : 'keep';
}

/** Opens both gates, or closes the mapping's own: the source attribute's may serve other mappings. */
export function withNullFlow(
  schema: SynchronizationSchema,
  mapping: AttributeMapping,
  read: readonly string[],
  choice: Exclude<NullFlow, 'half'>,
): SynchronizationSchema {
  const changed = withMapping(schema, { ...mapping, flowNullValues: choice === 'clear' });
  if (choice === 'keep') return changed;
  return attributesOf(schema, 'source')
    .filter(({ name, flowNullValues }) => read.includes(name) && !flowNullValues)
    .reduce((draft, attribute) => withSourceAttribute(draft, { ...attribute, flowNullValues: true }), changed);
}
