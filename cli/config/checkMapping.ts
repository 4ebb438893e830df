/** A mapping of columns beside the schema of a job: what of it is read, and what is missing. Pure. */
import { compileExpression } from '../../shared/engine/expression';
import type { AttributeMapping, SynchronizationSchema } from '../../shared/engine/synchronizationSchema';

export interface CheckedAttribute {
  /** A source attribute, as the mapping or the schema spells it. */
  readonly attribute: string;
  /**
   * `read`: by a mapping or the scope; `unread`: sent for nothing, until a mapping reads it; `missing`: read, and not mapped;
   * `needed`: missing, and people are matched by it alone.
   */
  readonly verdict: 'read' | 'unread' | 'missing' | 'needed';
  /** Target attributes that read it. */
  readonly detail: string;
}

/** Attributes that only say who and whether, which the service reads itself. */
const OWN: ReadonlySet<string> = new Set(['externalid', 'active']);

/** @param mapped source attributes that the file says */
export function checkMapping(mapped: readonly string[], schema: SynchronizationSchema): readonly CheckedAttribute[] {
  const mappings = schema.synchronizationRules.flatMap(({ objectMappings }) => objectMappings);
  const readers = new Map<string, { readonly name: string; readonly targets: string[] }>();
  const note = (name: string, target: string) => {
    const known = readers.get(name.toLowerCase()) ?? { name, targets: [] };
    known.targets.push(target);
    readers.set(name.toLowerCase(), known);
  };
  for (const { attributeMappings, scope } of mappings) {
    for (const one of attributeMappings) for (const name of attributesOf(one)) note(name, one.targetAttributeName);
    for (const { clauses } of scope?.groups ?? []) for (const one of clauses) note(one.sourceOperandName, 'the scope');
  }
  const present = new Set(mapped.map((name) => name.toLowerCase()));
  const matching = mappings.flatMap(({ attributeMappings }) => attributeMappings.filter(isMatching));
  const isMatched = matching.some((one) => attributesOf(one).every((name) => present.has(name.toLowerCase())));
  const needed = new Set(isMatched ? [] : matching.flatMap(attributesOf).map((name) => name.toLowerCase()));
  return [
    ...mapped.map((attribute): CheckedAttribute => {
      const targets = readers.get(attribute.toLowerCase())?.targets ?? [];
      const isRead = targets.length > 0 || OWN.has(attribute.toLowerCase());
      return { attribute, verdict: isRead ? 'read' : 'unread', detail: targets.join(', ') };
    }),
    ...[...readers]
      .filter(([key]) => !present.has(key))
      .map(([key, { name, targets }]): CheckedAttribute => {
        return { attribute: name, verdict: needed.has(key) ? 'needed' : 'missing', detail: targets.join(', ') };
      }),
  ];
}

const isMatching = ({ matchingPriority }: AttributeMapping) => matchingPriority > 0;

function attributesOf({ source }: AttributeMapping): readonly string[] {
  if (source === null) return [];
  const compilation = compileExpression(source.expression);
  return compilation.ok ? compilation.expression.attributes : [];
}
