/**
 * The types of Graph's metadata that spec/wire-contract.md records (sections 3 and 7), as far as this product answers with them, and
 * whatever an answer has otherwise: a member the type does not have, one that is missing, a value of another type.
 */

import { ANSWER_TYPES } from './answerMetadata';
import { APPLICATION_TYPES } from './applicationMetadata';
import { DIRECTORY_TYPES } from './directoryMetadata';

type Primitive = 'string' | 'boolean' | 'number' | 'guid' | 'dateTime' | 'duration' | 'open';

/** `?` at the end: may be null or absent. `[]`: a list. A name of `TYPES`, a primitive, or the members of an enumeration. */
type Shape = Readonly<Record<string, string | readonly string[]>>;

const STATUS = ['success', 'failure', 'skipped', 'warning'];
const ATTRIBUTE_TYPES = ['String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime'];

export const TYPES: Readonly<Record<string, Shape>> = {
  synchronizationJob: {
    id: 'string',
    templateId: 'string?',
    schedule: 'synchronizationSchedule?',
    status: 'synchronizationStatus?',
    synchronizationJobSettings: 'nameValue[]',
    schema: 'synchronizationSchema?',
  },
  nameValue: { name: 'string', value: 'string?' },
  keyValue: { key: 'string', value: 'string?' },
  keyLong: { key: 'string', value: 'number' },
  synchronizationSchedule: { expiration: 'dateTime?', interval: 'duration', state: ['Active', 'Disabled', 'Paused'] },
  synchronizationStatus: {
    code: ['NotConfigured', 'NotRun', 'Active', 'Paused', 'Quarantine'],
    countSuccessiveCompleteFailures: 'number',
    escrowsPruned: 'boolean',
    lastExecution: 'synchronizationTaskExecution?',
    lastSuccessfulExecution: 'synchronizationTaskExecution?',
    lastSuccessfulExecutionWithExports: 'synchronizationTaskExecution?',
    progress: 'synchronizationProgress[]',
    quarantine: 'synchronizationQuarantine?',
    steadyStateFirstAchievedTime: 'dateTime',
    steadyStateLastAchievedTime: 'dateTime',
    synchronizedEntryCountByType: 'keyLong[]',
    troubleshootingUrl: 'string?',
  },
  synchronizationTaskExecution: {
    activityIdentifier: 'string?',
    ...Object.fromEntries(
      ['Entitled', 'EntitledForProvisioning', 'Escrowed', 'EscrowedRaw', 'Exported', 'Exports', 'Imported']
        .concat(['ImportedDeltas', 'ImportedReferenceDeltas'])
        .map((name) => [`count${name}`, 'number']),
    ),
    error: 'synchronizationError?',
    state: ['Succeeded', 'Failed', 'EntryLevelErrors'],
    timeBegan: 'dateTime',
    timeEnded: 'dateTime',
  },
  synchronizationProgress: {
    completedUnits: 'number',
    totalUnits: 'number',
    progressObservationDateTime: 'dateTime',
    units: 'string?',
  },
  synchronizationError: { code: 'string?', message: 'string?', tenantActionable: 'boolean' },
  synchronizationQuarantine: {
    reason: [
      ...['EncounteredBaseEscrowThreshold', 'EncounteredTotalEscrowThreshold', 'EncounteredEscrowProportionThreshold'],
      ...['EncounteredQuarantineException', 'Unknown', 'QuarantinedOnDemand', 'TooManyDeletes', 'IngestionInterrupted'],
    ],
    seriesBegan: 'dateTime',
    currentBegan: 'dateTime',
    seriesCount: 'number',
    nextAttempt: 'dateTime',
    error: 'synchronizationError?',
  },
  synchronizationSchema: {
    id: 'string',
    version: 'string?',
    synchronizationRules: 'synchronizationRule[]',
    directories: 'directoryDefinition[]',
  },
  synchronizationRule: {
    id: 'string',
    name: 'string',
    editable: 'boolean',
    priority: 'number',
    sourceDirectoryName: 'string',
    targetDirectoryName: 'string',
    objectMappings: 'objectMapping[]',
    metadata: 'keyValue[]',
    containerFilter: 'open?',
    groupFilter: 'open?',
  },
  objectMapping: {
    name: 'string?',
    enabled: 'boolean',
    flowTypes: 'string',
    sourceObjectName: 'string',
    targetObjectName: 'string',
    attributeMappings: 'attributeMapping[]',
    scope: 'filter?',
    metadata: 'keyValue[]',
  },
  attributeMapping: {
    targetAttributeName: 'string',
    source: 'attributeMappingSource?',
    defaultValue: 'string?',
    matchingPriority: 'number',
    flowBehavior: ['FlowWhenChanged', 'FlowAlways'],
    flowType: ['Always', 'ObjectAddOnly', 'MultiValueAddOnly', 'ValueAddOnly', 'AttributeAddOnly'],
    exportMissingReferences: 'boolean',
  },
  attributeMappingSource: {
    type: ['Attribute', 'Constant', 'Function'],
    name: 'string?',
    expression: 'string?',
    parameters: 'keySource[]',
  },
  keySource: { key: 'string', value: 'attributeMappingSource' },
  filter: { groups: 'filterGroup[]', inputFilterGroups: 'filterGroup[]', categoryFilterGroups: 'filterGroup[]' },
  filterGroup: { name: 'string?', clauses: 'filterClause[]' },
  filterClause: { operatorName: 'string', sourceOperandName: 'string', targetOperand: 'open?' },
  directoryDefinition: {
    id: 'string',
    name: 'string',
    objects: 'objectDefinition[]',
    readOnly: 'boolean',
    version: 'string?',
    discoveryDateTime: 'dateTime?',
    discoverabilities: 'string',
  },
  objectDefinition: {
    name: 'string',
    attributes: 'attributeDefinition[]',
    metadata: 'keyValue[]',
    supportedApis: 'string[]',
  },
  attributeDefinition: {
    name: 'string',
    type: ATTRIBUTE_TYPES,
    anchor: 'boolean',
    caseExact: 'boolean',
    defaultValue: 'string?',
    flowNullValues: 'boolean',
    multivalued: 'boolean',
    mutability: ['ReadWrite', 'ReadOnly', 'Immutable', 'WriteOnly'],
    required: 'boolean',
    referencedObjects: 'referencedObject[]',
    apiExpressions: 'keyValue[]',
    metadata: 'keyValue[]',
  },
  referencedObject: { referencedObjectName: 'string', referencedProperty: 'string?' },
  filterOperatorSchema: {
    id: 'string',
    name: 'string',
    arity: ['Binary', 'Unary'],
    multivaluedComparisonType: ['All', 'Any'],
    supportedAttributeTypes: 'string[]',
  },
  attributeMappingFunctionSchema: { id: 'string', name: 'string', parameters: 'attributeMappingParameterSchema[]' },
  attributeMappingParameterSchema: {
    name: 'string',
    required: 'boolean',
    allowMultipleOccurrences: 'boolean',
    type: ATTRIBUTE_TYPES,
  },
  synchronizationTemplate: {
    id: 'string',
    applicationId: 'guid',
    default: 'boolean',
    description: 'string?',
    discoverable: 'boolean',
    factoryTag: 'string?',
    metadata: 'keyValue[]',
    schema: 'synchronizationSchema?',
  },
  provisioningObjectSummary: {
    id: 'guid',
    activityDateTime: 'dateTime',
    tenantId: 'string?',
    jobId: 'string?',
    cycleId: 'string?',
    changeId: 'string?',
    provisioningAction: ['other', 'create', 'delete', 'disable', 'update', 'stagedDelete'],
    durationInMilliseconds: 'number?',
    provisioningStatusInfo: 'provisioningStatusInfo?',
    provisioningSteps: 'provisioningStep[]',
    modifiedProperties: 'modifiedProperty[]',
    servicePrincipal: 'identity?',
    sourceSystem: 'provisioningSystem?',
    targetSystem: 'provisioningSystem?',
    initiatedBy: 'initiator?',
    sourceIdentity: 'provisionedIdentity?',
    targetIdentity: 'provisionedIdentity?',
  },
  identity: { id: 'string?', displayName: 'string?' },
  provisioningSystem: { id: 'string?', displayName: 'string?', details: 'open?' },
  initiator: { id: 'string?', displayName: 'string?', initiatorType: ['user', 'application', 'system'] },
  provisionedIdentity: { id: 'string?', displayName: 'string?', identityType: 'string?', details: 'open?' },
  provisioningStatusInfo: { status: STATUS, errorInformation: 'provisioningErrorInfo?' },
  provisioningErrorInfo: {
    errorCode: 'string?',
    reason: 'string?',
    additionalDetails: 'string?',
    recommendedAction: 'string?',
    errorCategory: ['failure', 'nonServiceFailure', 'success'],
  },
  provisioningStep: {
    name: 'string?',
    description: 'string?',
    provisioningStepType: ['import', 'scoping', 'matching', 'processing', 'referenceResolution', 'export'],
    status: STATUS,
    details: 'open?',
  },
  modifiedProperty: { displayName: 'string?', oldValue: 'string?', newValue: 'string?' },
  servicePrincipal: {
    id: 'string',
    appId: 'guid',
    displayName: 'string?',
    appDisplayName: 'string?',
    accountEnabled: 'boolean?',
    servicePrincipalType: 'string?',
    notificationEmailAddresses: 'string[]',
    tags: 'string[]',
    applicationTemplateId: 'guid?',
    appRoles: 'appRole[]?',
  },
  ...ANSWER_TYPES,
  ...APPLICATION_TYPES,
  ...DIRECTORY_TYPES,
};

/** What answers have beside the metadata, and where that was decided. */
export const EXTRA_MEMBERS: Readonly<Record<string, string>> = {
  'provisioningStep.activity':
    'decision 0003: the service’s own name of a step, beside the one that administrators know',
  'onDemandStep.activity': 'decision 0003, as in the log',
  'onDemandResult.dryRun': 'docs/on-demand.md: whether anything was written',
  'onDemandResult.notes': 'docs/on-demand.md: what stops the uploads that this did not wait for',
  'synchronizationStatus.agents': 'decision 0019: whether an agent does the work of a job that is run by agents',
};

const PRIMITIVES: Readonly<Record<Primitive, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  guid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  dateTime: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z$/.test(value),
  duration: (value) => typeof value === 'string' && /^P(?=.)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:[\d.]+S)?)?$/.test(value),
  open: (value) => typeof value === 'object' && value !== null,
};

/** Whatever is otherwise than the metadata has it, each with its place. */
export function deviations(value: unknown, type: string | readonly string[], place: string): readonly string[] {
  if (typeof type !== 'string')
    return type.includes(String(value)) ? [] : [`${place} is '${value}', none of ${type.join(', ')}`];
  if (type.endsWith('?'))
    return value === null || value === undefined ? [] : deviations(value, type.slice(0, -1), place);
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${place} is no list`];
    return value.flatMap((item, index) => deviations(item, type.slice(0, -2), `${place}[${index}]`));
  }
  const shape = TYPES[type];
  if (shape === undefined)
    return PRIMITIVES[type as Primitive](value) ? [] : [`${place} is no ${type}: ${JSON.stringify(value)}`];
  if (typeof value !== 'object' || value === null) return [`${place} is no ${type}`];
  const members = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(members).filter((name) => {
    return !name.includes('@') && !(name in shape) && !(`${type}.${name}` in EXTRA_MEMBERS);
  });
  return [
    ...unknown.map((name) => `${place}.${name} is no member of ${type}`),
    ...Object.entries(shape).flatMap(([name, member]) => deviations(members[name], member, `${place}.${name}`)),
  ];
}
