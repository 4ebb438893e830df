/** Small schemas for engine tests: a source of people, a target, and whatever mappings the test is about. */
import { planChanges } from '../../../shared/engine/person/changes';
import type { Plan, PlanContext } from '../../../shared/engine/person/plan';
import { type CompiledSchema, compileSchema } from '../../../shared/engine/schema/compileSchema';
import { attribute, mapping } from '../../../shared/engine/schema/defaults/tables';
import type {
  AttributeDefinition,
  AttributeMapping,
  KeyValue,
  ScopeFilter,
  SynchronizationSchema,
} from '../../../shared/engine/synchronizationSchema';
import type { JsonObject } from '../../../shared/scim/json';
import type { Value } from '../../../shared/value';

export type MappingOptions = Partial<Omit<AttributeMapping, 'targetAttributeName' | 'source'>>;

/** Target, expression (`null` for none) and what is not as usual. */
export type MappingRow = readonly [target: string, expression: string | null, options?: MappingOptions];

export interface SchemaParts {
  /** Source attributes besides `externalId`; a name alone is a text. */
  readonly source?: readonly (string | AttributeDefinition)[];
  /** Target attributes besides `employeeId`. */
  readonly target?: readonly (string | AttributeDefinition)[];
  /** Mappings besides the matching one of `externalId` to `employeeId`. */
  readonly mappings?: readonly MappingRow[];
  readonly scope?: ScopeFilter | null;
  readonly flowTypes?: string;
  readonly enabled?: boolean;
  readonly targetMetadata?: readonly KeyValue[];
}

export function mappingOf([target, expression, options]: MappingRow): AttributeMapping {
  const direct = mapping(target, expression ?? '"none"');
  return { ...direct, ...options, source: expression === null ? null : direct.source };
}

export function schemaOf(parts: SchemaParts = {}): SynchronizationSchema {
  const { source = [], target = [], mappings = [], targetMetadata = [] } = parts;
  const { scope = null, flowTypes = 'Add, Update, Delete', enabled = true } = parts;
  const definitions = (each: readonly (string | AttributeDefinition)[]) =>
    each.map((definition) => (typeof definition === 'string' ? attribute(definition) : definition));
  const directory = (name: string, attributes: readonly AttributeDefinition[], metadata: readonly KeyValue[]) => ({
    id: `${name}-id`,
    name,
    objects: [{ name: 'User', attributes, metadata, supportedApis: [] }],
    readOnly: false,
    version: null,
    discoveryDateTime: null,
    discoverabilities: 'None',
  });
  return {
    id: 'schema',
    version: 'v1.0',
    synchronizationRules: [
      {
        id: 'rule',
        name: 'USERS',
        editable: true,
        priority: 1,
        sourceDirectoryName: 'API',
        targetDirectoryName: 'Directory',
        objectMappings: [
          {
            name: 'people',
            enabled,
            flowTypes,
            sourceObjectName: 'User',
            targetObjectName: 'User',
            attributeMappings: [
              mappingOf(['employeeId', '[externalId]', { matchingPriority: 1 }]),
              ...mappings.map(mappingOf),
            ],
            scope,
            metadata: [],
          },
        ],
        metadata: [],
        containerFilter: null,
        groupFilter: null,
      },
    ],
    directories: [
      directory('API', [attribute('externalId', { anchor: true, required: true }), ...definitions(source)], []),
      directory('Directory', [attribute('employeeId'), ...definitions(target)], targetMetadata),
    ],
  };
}

export function compiledOf(parts: SchemaParts = {}): CompiledSchema {
  return compileSchema(schemaOf(parts));
}

export const CONTEXT: PlanContext = {
  now: Date.UTC(2026, 0, 15),
  defaultDomain: 'contoso.com',
  randomBytes: (length) => new Uint8Array(length),
  isTaken: () => false,
};

/** The plan for person 1 with one mapping more, from `x` to `y`. */
export interface OneMapping {
  /** Of source attribute `x`. */
  readonly source?: Partial<AttributeDefinition>;
  /** Of target attribute `y`. */
  readonly target?: Partial<AttributeDefinition>;
  readonly expression?: string | null;
  readonly options?: MappingOptions;
  /** What the payload holds besides `externalId`. */
  readonly data?: JsonObject;
  /** What the account holds besides `employeeId`; `undefined` to create one. */
  readonly account?: Readonly<Record<string, Value>> | undefined;
}

export function compiledOne({ source, target, expression = '[x]', options }: OneMapping): CompiledSchema {
  return compiledOf({
    source: [{ ...attribute('x'), ...source }, 'z'],
    target: [{ ...attribute('y'), ...target }],
    mappings: [options === undefined ? ['y', expression] : ['y', expression, options]],
  });
}

export function planOne({ data, account, ...one }: OneMapping): Plan {
  const compiled = compiledOne(one);
  const current = account && { attributes: { employeeId: '1', ...account } };
  return planChanges(compiled, { externalId: '1', ...data }, current, CONTEXT);
}
