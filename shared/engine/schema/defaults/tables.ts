/** How default schemas are written down: attributes and mappings as rows, expanded to what the wire carries. */
import { parseExpression } from '../../expression';
import {
  type AttributeDefinition,
  type AttributeMapping,
  attributeDefinition,
  type FlowType,
  type MappingSource,
} from '../../synchronizationSchema';

/** What sets an attribute apart from an optional, single-valued, writable text compared without case. */
export type Traits = Partial<
  Pick<
    AttributeDefinition,
    'type' | 'anchor' | 'caseExact' | 'defaultValue' | 'multivalued' | 'mutability' | 'required'
  >
> & {
  /** Longest text the directory takes, in characters. */
  readonly maximumLength?: number;
  /** Property of the `User` a reference points to. */
  readonly references?: string;
  /** The value is the distinguished name of a container. */
  readonly isContainer?: boolean;
};

export function attribute(name: string, { maximumLength, references, isContainer, ...traits }: Traits = {}) {
  return attributeDefinition(name, {
    ...(references !== undefined && {
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: references }],
    }),
    metadata: [
      ...(maximumLength === undefined ? [] : [{ key: 'MaximumLength', value: String(maximumLength) }]),
      ...(isContainer ? [{ key: 'IsContainer', value: 'true' }] : []),
    ],
    ...traits,
  });
}

/** `extensionAttribute1` … `extensionAttribute15`. */
export function numbered(name: string, last: number, traits: Traits = {}): readonly AttributeDefinition[] {
  return Array.from({ length: last }, (_, index) => attribute(`${name}${index + 1}`, traits));
}

/** What sets a mapping apart from one that always flows. */
interface MappingTraits {
  readonly flowType?: FlowType;
  readonly matchingPriority?: number;
  readonly defaultValue?: string | null;
}

/** @throws {Error} for an expression that does not parse */
export function mapping(
  targetAttributeName: string,
  expression: string,
  { flowType = 'Always', matchingPriority = 0, defaultValue = null }: MappingTraits = {},
): AttributeMapping {
  return {
    targetAttributeName,
    source: sourceOf(expression),
    defaultValue,
    matchingPriority,
    flowBehavior: 'FlowWhenChanged',
    flowType,
    exportMissingReferences: false,
  };
}

function sourceOf(expression: string): MappingSource {
  const parsed = parseExpression(expression);
  if (!parsed.ok) throw new Error(`${expression}: ${parsed.faults[0]?.message ?? 'does not parse'}`);
  return { ...parsed.source, expression };
}

/** Made when it is first asked for: parsing what nobody asks for would be paid for at every start. */
export function remembered<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
