/** The rows of the mapping table: what stands beside each mapping, and which of them a filter keeps. */
import type { SchemaWarning } from '../../shared/engine/review/parseSchema';
import type {
  AttributeDefinition,
  AttributeMapping,
  SynchronizationSchema,
} from '../../shared/engine/synchronizationSchema';
import { attributesOf, kindOf, mappingsOf } from './draft';

export type Kept = 'all' | 'changed' | 'expression' | 'warning' | 'matching';

export interface Beside<Tried> {
  readonly changed: ReadonlySet<string>;
  readonly warnings: readonly SchemaWarning[];
  readonly tried: ReadonlyMap<string, Tried>;
}

export interface Row<Tried> {
  readonly mapping: AttributeMapping;
  readonly definition: AttributeDefinition | undefined;
  readonly isChanged: boolean;
  readonly warnings: readonly string[];
  readonly tried: Tried | undefined;
  /** @param text of the attribute or the expression, in any case */
  matches(text: string, kept: Kept): boolean;
}

export function rowsOf<Tried>(draft: SynchronizationSchema, beside: Beside<Tried>): readonly Row<Tried>[] {
  const definitions = new Map(attributesOf(draft, 'target').map((definition) => [definition.name, definition]));
  return mappingsOf(draft).map((mapping, index) => {
    const target = mapping.targetAttributeName;
    const place = `.attributeMappings[${index}]`;
    const warnings = beside.warnings
      .filter(({ path }) => path.endsWith(place) || path.includes(`${place}.`))
      .map(({ message }) => message);
    const isChanged = beside.changed.has(target);
    const searched = `${target}\n${mapping.source?.expression ?? ''}`.toLowerCase();
    return {
      mapping,
      definition: definitions.get(target),
      isChanged,
      warnings,
      tried: beside.tried.get(target),
      matches: (text, kept) => searched.includes(text.trim().toLowerCase()) && isKept(kept),
    };

    function isKept(kept: Kept): boolean {
      if (kept === 'changed') return isChanged;
      if (kept === 'expression') return kindOf(mapping) === 'expression';
      if (kept === 'warning') return warnings.length > 0;
      return kept === 'all' || mapping.matchingPriority > 0;
    }
  });
}
