/** A small schema as a client would send it, spoiled or abridged the way a test wants it. */
import { type SchemaParts, schemaOf } from './schemas';

/** JSON whose shape is the test's own business. */
export type Loose = Record<string, unknown>;
/** The parts of a schema that tests change. */
export interface Sent {
  readonly schema: Loose;
  readonly rule: Loose;
  readonly mapping: Loose;
  /** Of `y`, mapped from `x`. */
  readonly row: Loose;
  readonly source: Loose;
  readonly target: Loose;
  /** Definitions of the source attributes `externalId` and `x`, and of the target attributes `employeeId` and `y`. */
  readonly sourceAttributes: Loose[];
  readonly targetAttributes: Loose[];
}

/** One source attribute `x`, one target attribute `y`, mapped to each other, unless `parts` say otherwise. */
export function sent(change: (sent: Sent) => void, parts: SchemaParts = {}): unknown {
  const schema = JSON.parse(
    JSON.stringify(schemaOf({ source: ['x'], target: ['y'], mappings: [['y', '[x]']], ...parts })),
  );
  const [rule] = schema.synchronizationRules;
  const [mapping] = rule.objectMappings;
  const [source, target] = schema.directories;
  change({
    schema,
    rule,
    mapping,
    row: mapping.attributeMappings[1],
    source,
    target,
    sourceAttributes: source.objects[0].attributes,
    targetAttributes: target.objects[0].attributes,
  });
  return schema;
}

export const MAPPING = 'synchronizationRules[0].objectMappings[0]';
export const ROW = `${MAPPING}.attributeMappings[1]`;
