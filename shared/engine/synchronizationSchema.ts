/**
 * The synchronization schema as Graph models it (spec/wire-contract.md 3.6): which source attributes exist, which target
 * attributes they flow to, who is in scope and how people are matched. Read and written over the wire as it stands here.
 */

export type AttributeType = 'String' | 'Integer' | 'Reference' | 'Binary' | 'Boolean' | 'DateTime';
export type Mutability = 'ReadWrite' | 'ReadOnly' | 'Immutable' | 'WriteOnly';
export type FlowType = 'Always' | 'ObjectAddOnly' | 'MultiValueAddOnly' | 'ValueAddOnly' | 'AttributeAddOnly';
export type FlowBehavior = 'FlowWhenChanged' | 'FlowAlways';
export type SourceType = 'Attribute' | 'Constant' | 'Function';

export interface KeyValue {
  readonly key: string;
  readonly value: string | null;
}

export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly anchor: boolean;
  readonly caseExact: boolean;
  readonly defaultValue: string | null;
  readonly flowNullValues: boolean;
  readonly multivalued: boolean;
  readonly mutability: Mutability;
  readonly required: boolean;
  readonly referencedObjects: readonly { readonly referencedObjectName: string; readonly referencedProperty: string }[];
  readonly apiExpressions: readonly KeyValue[];
  readonly metadata: readonly KeyValue[];
}

/** @param traits what sets the attribute apart from an optional, single-valued, writable text compared without case */
export function attributeDefinition(
  name: string,
  traits: Partial<Omit<AttributeDefinition, 'name'>> = {},
): AttributeDefinition {
  return {
    name,
    type: 'String',
    anchor: false,
    caseExact: false,
    defaultValue: null,
    flowNullValues: false,
    multivalued: false,
    mutability: 'ReadWrite',
    required: false,
    referencedObjects: [],
    apiExpressions: [],
    metadata: [],
    ...traits,
  };
}

export interface ObjectDefinition {
  readonly name: string;
  readonly attributes: readonly AttributeDefinition[];
  readonly metadata: readonly KeyValue[];
  readonly supportedApis: readonly string[];
}

export interface DirectoryDefinition {
  readonly id: string;
  readonly name: string;
  readonly objects: readonly ObjectDefinition[];
  readonly readOnly: boolean;
  readonly version: string | null;
  readonly discoveryDateTime: string | null;
  readonly discoverabilities: string;
}

export interface MappingSource {
  readonly type: SourceType;
  readonly name: string | null;
  /** Authoritative: `[mail]`, `"8"`, `Mid([userPrincipalName], 1, 8)`. */
  readonly expression: string;
  readonly parameters: readonly { readonly key: string; readonly value: MappingSource }[];
}

export interface AttributeMapping {
  readonly targetAttributeName: string;
  /** `null`: nothing flows, but an empty target receives `defaultValue`. */
  readonly source: MappingSource | null;
  readonly defaultValue: string | null;
  /** 0: not a matching attribute; 1, 2, … tried in ascending order. */
  readonly matchingPriority: number;
  readonly flowBehavior: FlowBehavior;
  readonly flowType: FlowType;
  /** Second gate of null flow; the first is on the source attribute (spec/engine.md 3.6). */
  readonly flowNullValues?: boolean;
  readonly exportMissingReferences: boolean;
}

export interface FilterClause {
  readonly sourceOperandName: string;
  readonly operatorName: string;
  readonly targetOperand: { readonly values: readonly string[] };
}

export interface FilterGroup {
  readonly name: string;
  readonly clauses: readonly FilterClause[];
}

export interface ScopeFilter {
  /** Any group admits; leaving scope deprovisions. */
  readonly groups: readonly FilterGroup[];
  readonly inputFilterGroups?: readonly FilterGroup[];
  readonly categoryFilterGroups?: readonly FilterGroup[];
}

export interface ObjectMapping {
  readonly name: string | null;
  readonly enabled: boolean;
  /** The target object actions: a comma-separated set of `Add`, `Update`, `Delete`, or `None`. */
  readonly flowTypes: string;
  readonly sourceObjectName: string;
  readonly targetObjectName: string;
  readonly attributeMappings: readonly AttributeMapping[];
  readonly scope: ScopeFilter | null;
  readonly metadata: readonly KeyValue[];
}

export interface SynchronizationRule {
  readonly id: string;
  readonly name: string;
  readonly editable: boolean;
  readonly priority: number;
  readonly sourceDirectoryName: string;
  readonly targetDirectoryName: string;
  readonly objectMappings: readonly ObjectMapping[];
  readonly metadata: readonly KeyValue[];
  readonly containerFilter: { readonly includedContainers: readonly string[] } | null;
  readonly groupFilter: { readonly includedGroups: readonly string[] } | null;
}

export interface SynchronizationSchema {
  readonly id: string;
  readonly version: string;
  readonly synchronizationRules: readonly SynchronizationRule[];
  /** `[0]` is the source: both of Microsoft's schema-writing clients rely on it. */
  readonly directories: readonly DirectoryDefinition[];
}
