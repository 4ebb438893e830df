/**
 * The schema a new job starts with. Source first: both of Microsoft's schema-writing clients take `directories[0]` for it
 * (spec/wire-contract.md 4.6).
 */

import type {
  AttributeDefinition,
  AttributeMapping,
  DirectoryDefinition,
  KeyValue,
  ObjectMapping,
  SynchronizationSchema,
} from '../synchronizationSchema';
import { AD_ATTRIBUTES, adMappings } from './defaults/activeDirectory';
import { SOURCE_ATTRIBUTES } from './defaults/apiSource';
import { ENTRA_ATTRIBUTES, entraMappings } from './defaults/entra';
import { SCIM_ATTRIBUTES, scimMappings } from './defaults/scim';
import { mapping } from './defaults/tables';
import { textConstant } from './textConstant';

export const TEMPLATE_IDS = ['API2AAD', 'API2AD', 'API2SCIM'] as const;
export type TemplateId = (typeof TEMPLATE_IDS)[number];

export interface SchemaIds {
  /** The job's id, which is the schema's. */
  readonly id: string;
  /**
   * Distinguished name of the container that new accounts of Active Directory go to, from the job's settings. Without
   * one nothing is mapped to `parentDistinguishedName`, and the target falls back on its own setting.
   */
  readonly defaultContainer?: string;
}

/** What kind of directory a template's people go to. */
export type TargetKind = 'entra' | 'activeDirectory' | 'scim';

export interface TemplateSystems {
  readonly source: string;
  readonly target: string;
  readonly kind: TargetKind;
}

/** How a template differs from the others. */
interface Template {
  readonly ruleId: string;
  readonly kind: TargetKind;
  readonly target: { readonly id: string; readonly name: string; readonly metadata: readonly KeyValue[] };
  readonly attributes: readonly AttributeDefinition[];
  readonly mappings: () => readonly AttributeMapping[];
  /** The attribute that names the container of new accounts, where the directory has containers. */
  readonly containerAttribute?: string;
}

const TEMPLATES: Readonly<Record<TemplateId, Template>> = {
  API2AAD: {
    ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
    kind: 'entra',
    target: {
      id: 'c8b2d4e3-6a4f-4b1c-9a3e-1e1a7a1c2b22',
      name: 'Azure Active Directory',
      metadata: [
        { key: 'IsSoftDeletionSupported', value: 'true' },
        { key: 'PropertyNameAccountEnabled', value: 'accountEnabled' },
        { key: 'PropertyNameSoftDeleted', value: 'IsSoftDeleted' },
      ],
    },
    attributes: ENTRA_ATTRIBUTES,
    mappings: entraMappings,
  },
  API2AD: {
    ruleId: '7e1f5a3c-2d94-4c6b-8b0e-4f9d6c1a2e57',
    kind: 'activeDirectory',
    target: {
      id: 'd9c3e5f4-7b5a-4c2d-8b4f-2f2b8b2d3c33',
      name: 'Active Directory',
      metadata: [{ key: 'IsSoftDeletionSupported', value: 'false' }],
    },
    attributes: AD_ATTRIBUTES,
    mappings: adMappings,
    containerAttribute: 'parentDistinguishedName',
  },
  API2SCIM: {
    ruleId: '5c9e2b84-0f37-4d1a-a6c2-7b3e8d5f9046',
    kind: 'scim',
    target: {
      id: 'e0daf605-8c6b-4d3e-9c50-303c9c3e4d44',
      name: 'SCIM',
      metadata: [
        { key: 'IsSoftDeletionSupported', value: 'false' },
        { key: 'PropertyNameAccountEnabled', value: 'active' },
      ],
    },
    attributes: SCIM_ATTRIBUTES,
    mappings: scimMappings,
  },
};

const SOURCE_NAME = 'API';

/** What the template calls source and target, whatever a job's own schema calls them. */
export function templateSystems(templateId: TemplateId): TemplateSystems {
  const { kind, target } = TEMPLATES[templateId];
  return { source: SOURCE_NAME, target: target.name, kind };
}

export function defaultSchema(templateId: TemplateId, { id, defaultContainer }: SchemaIds): SynchronizationSchema {
  const { ruleId, target, attributes, mappings, containerAttribute } = TEMPLATES[templateId];
  const container =
    defaultContainer === undefined || containerAttribute === undefined
      ? []
      : [mapping(containerAttribute, textConstant(defaultContainer))];
  return {
    id,
    version: 'v1.0',
    synchronizationRules: [
      {
        id: ruleId,
        name: 'USER_INBOUND_USER',
        editable: true,
        priority: 1,
        sourceDirectoryName: SOURCE_NAME,
        targetDirectoryName: target.name,
        objectMappings: [userMapping([...mappings(), ...container])],
        metadata: [{ key: 'supportsProvisionOnDemand', value: 'true' }],
        containerFilter: null,
        groupFilter: null,
      },
    ],
    directories: [
      directory('b7a1c3f2-5f3e-4a0b-8f2d-0d0f6f0b1a11', SOURCE_NAME, SOURCE_ATTRIBUTES, []),
      directory(target.id, target.name, attributes, target.metadata),
    ],
  };
}

function userMapping(attributeMappings: readonly AttributeMapping[]): ObjectMapping {
  return {
    name: 'Provision API Users',
    enabled: true,
    flowTypes: 'Add, Update, Delete',
    sourceObjectName: 'User',
    targetObjectName: 'User',
    attributeMappings,
    scope: null,
    metadata: [],
  };
}

function directory(
  id: string,
  name: string,
  attributes: readonly AttributeDefinition[],
  metadata: readonly KeyValue[],
): DirectoryDefinition {
  return {
    id,
    name,
    objects: [{ name: 'User', attributes, metadata, supportedApis: [] }],
    readOnly: false,
    version: 'v1.0',
    discoveryDateTime: null,
    discoverabilities: 'None',
  };
}
