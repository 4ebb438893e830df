/** What the template must hold to, as rules that give what breaks them, each with its place. */
import type { Node } from 'web-tree-sitter';
import { SETTINGS } from '../../../shared/settings/table';
import {
  childrenOf,
  declarations,
  everyNode,
  parametersOf,
  placeOf,
  propertiesOf,
  type Template,
  textOf,
  valueAt,
} from './bicep';

export type TemplateRule = (template: Template) => readonly string[];

const eachFile =
  (rule: (name: string, root: Node, template: Template) => readonly string[]): TemplateRule =>
  (template) =>
    [...template.files].flatMap(([name, root]) => rule(name, root, template));

export const isWellFormed = eachFile((name, root) =>
  everyNode(root)
    .filter((node) => node.isError || node.isMissing)
    .map((node) => `${placeOf(name, node)} cannot be read`),
);

const STATEMENTS = [
  'target_scope_assignment',
  'parameter_declaration',
  'variable_declaration',
  'resource_declaration',
  'module_declaration',
  'output_declaration',
  'decorators',
  'comment',
];

/** Nothing that is fetched while it is compiled: no registry, no extension, no import. */
export const standsAlone = eachFile((name, root, { files }) => [
  ...childrenOf(root)
    .filter(({ type }) => !STATEMENTS.includes(type))
    .map((node) => `${placeOf(name, node)} is a ${node.type}`),
  ...declarations(root, 'module')
    .filter(({ of }) => !files.has(of))
    .map(({ of, node }) => `${placeOf(name, node)} names the module ${of}, which is no file here`),
]);

/** File, type of resource, property, and how its value is written. */
const MUST_BE: readonly (readonly [string, string, string, string])[] = [
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.allowSharedKeyAccess', 'false'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.allowBlobPublicAccess', 'false'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.allowCrossTenantReplication', 'false'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.defaultToOAuthAuthentication', 'true'],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.minimumTlsVersion', "'TLS1_2'"],
  ['storage.bicep', 'Microsoft.Storage/storageAccounts', 'properties.supportsHttpsTrafficOnly', 'true'],
  [
    'storage.bicep',
    'Microsoft.Storage/storageAccounts',
    'properties.networkAcls.defaultAction',
    "isPrivate ? 'Deny' : 'Allow'",
  ],
  [
    'storage.bicep',
    'Microsoft.Storage/storageAccounts/blobServices',
    'properties.deleteRetentionPolicy.enabled',
    'true',
  ],
  [
    'storage.bicep',
    'Microsoft.Storage/storageAccounts/blobServices',
    'properties.containerDeleteRetentionPolicy.enabled',
    'true',
  ],
  ['vault.bicep', 'Microsoft.KeyVault/vaults', 'properties.enableRbacAuthorization', 'true'],
  ['vault.bicep', 'Microsoft.KeyVault/vaults', 'properties.enablePurgeProtection', 'true'],
  ['vault.bicep', 'Microsoft.KeyVault/vaults', 'properties.enableSoftDelete', 'true'],
  ['vault.bicep', 'Microsoft.KeyVault/vaults', 'properties.softDeleteRetentionInDays', '90'],
  ['monitor.bicep', 'Microsoft.Insights/components', 'properties.DisableLocalAuth', 'true'],
  ['app.bicep', 'Microsoft.Web/sites', 'tags', "union(tags, { 'azd-service-name': 'api' })"],
  ['app.bicep', 'Microsoft.Web/sites', 'identity.type', "'UserAssigned'"],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.httpsOnly', 'true'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.keyVaultReferenceIdentity', 'identityId'],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.siteConfig.minTlsVersion', "'1.2'"],
  [
    'app.bicep',
    'Microsoft.Web/sites',
    'properties.functionAppConfig.deployment.storage.authentication.type',
    "'UserAssignedIdentity'",
  ],
  ['app.bicep', 'Microsoft.Web/sites', 'properties.functionAppConfig.runtime', "{ name: 'node', version: '22' }"],
  ['app.bicep', 'Microsoft.Web/sites/basicPublishingCredentialsPolicies', 'properties.allow', 'false'],
  ['app.bicep', 'Microsoft.Web/sites/config', 'properties.AzureWebJobsDisableHomepage', "'true'"],
  ['network.bicep', 'Microsoft.Network/virtualNetworks', 'properties.addressSpace.addressPrefixes', "['10.20.0.0/16']"],
];

export const isClosed: TemplateRule = ({ files }) =>
  MUST_BE.flatMap(([file, type, path, value]) => {
    const root = files.get(file);
    const found = root === undefined ? [] : declarations(root, 'resource').filter(({ of }) => of === type);
    if (found.length === 0) return [`${file} has no ${type}`];
    return found
      .filter(({ body }) => valueAt(body, path) !== value)
      .map(({ node, body }) => `${placeOf(file, node)} ${type}: ${path} is ${valueAt(body, path)}, must be ${value}`);
  });

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ROLES: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
};

/** Exactly five roles, each on the one resource it is about. */
export const rightsAreFew: TemplateRule = ({ files }) => {
  const texts = [...files].flatMap(([name, root]) =>
    everyNode(root)
      .filter((node) => node.type === 'string' && GUID.test(textOf(node)))
      .map((node) => ({ id: textOf(node), place: placeOf(name, node) })),
  );
  const assignments = [...files].flatMap(([name, root]) =>
    declarations(root, 'resource')
      .filter(({ of }) => of === 'Microsoft.Authorization/roleAssignments')
      .map(({ node, body }) => ({ scope: valueAt(body, 'scope'), place: placeOf(name, node) })),
  );
  return [
    ...texts.filter(({ id }) => !(id in ROLES)).map(({ id, place }) => `${place} ${id} is none of the five roles`),
    ...Object.keys(ROLES)
      .filter((id) => !texts.some((one) => one.id === id))
      .map((id) => `nobody is given ${ROLES[id]}`),
    ...assignments
      .filter(({ scope }) => scope === undefined || !['account', 'vault', 'insights'].includes(scope))
      .map(({ place, scope }) => `${place} gives rights on ${scope ?? 'the whole group'}`),
  ];
};

/** Of the platform, the host and the SDKs, by name or by how the name begins. */
const OF_THE_PLATFORM = [
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsDisableHomepage',
  'AZURE_CLIENT_ID',
  'NODE_ENV',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATION_INSIGHTS_NO_STATSBEAT',
];
/** Without these a deployment does not start. */
const MUST_BE_SET = [
  ...Object.entries(SETTINGS)
    .filter(([, row]) => 'needed' in row)
    .map(([name]) => name),
  'TOKEN_AUDIENCES',
  'SUPERVISE_SCHEDULE',
  'AzureWebJobsStorage__tableServiceUri',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__clientId',
];

export const settingsAreKnown: TemplateRule = ({ files }) => {
  const root = files.get('app.bicep');
  if (root === undefined) return ['app.bicep is missing'];
  const [config] = declarations(root, 'resource').filter(({ of }) => of === 'Microsoft.Web/sites/config');
  const settings = propertiesOf(propertiesOf(config?.body).get('properties'));
  const unknown = [...settings].filter(([name]) => !(name in SETTINGS) && !OF_THE_PLATFORM.includes(name));
  return [
    ...unknown.map(([name, node]) => `${placeOf('app.bicep', node)} sets ${name}, which nobody reads`),
    ...MUST_BE_SET.filter((name) => !settings.has(name)).map((name) => `app.bicep does not set ${name}`),
  ];
};

/** Every module gets each parameter that it needs, and none that it does not know. */
export const modulesGetTheirParameters = eachFile((name, root, { files }) =>
  declarations(root, 'module').flatMap(({ of, node, body }) => {
    const module = files.get(of);
    const wanted = module === undefined ? [] : parametersOf(module);
    const given = propertiesOf(propertiesOf(body).get('params'));
    return [
      ...wanted
        .filter((one) => !one.hasDefault && !given.has(one.name))
        .map((one) => `${placeOf(name, node)} ${of} needs ${one.name}`),
      ...[...given]
        .filter(([key]) => !wanted.some((one) => one.name === key))
        .map(([key, value]) => `${placeOf(name, value)} ${of} knows no ${key}`),
    ];
  }),
);

/** What Bicep itself brings and this template uses. */
const OF_BICEP = [
  'concat empty environment guid items length loadTextContent map replace resourceGroup resourceId string subscription',
  'subscriptionResourceId take tenant toLower union uniqueString',
  'allowed description maxLength maxValue minLength minValue secure',
]
  .join(' ')
  .split(' ');

/** Every name that is used is declared: what the grammar alone does not see. */
export const namesAreDeclared = eachFile((name, root) => {
  const declared = new Set(OF_BICEP);
  const used: Node[] = [];
  for (const node of everyNode(root)) {
    if (node.type === 'loop_variable' || node.type === 'loop_enumerator') declared.add(node.text);
    if (node.type !== 'identifier') continue;
    const { parent } = node;
    const isFirst = parent !== null && childrenOf(parent)[0]?.id === node.id;
    if (parent?.type === 'object_property' && isFirst) continue;
    const declares =
      (parent !== null && /_declaration$/.test(parent.type) && isFirst) ||
      (parent?.type === 'lambda_expression' && isFirst) ||
      (parent?.type === 'for_statement' && parent.childForFieldName('initializer')?.id === node.id);
    if (declares) declared.add(node.text);
    else used.push(node);
  }
  return used
    .filter(({ text }) => !declared.has(text))
    .map((node) => `${placeOf(name, node)} uses ${node.text}, which is not declared`);
});
