// Muster on Azure Functions (Flex Consumption), closed and visible: an identity, storage, a vault, monitoring, the app, and
// where it is asked for a network of its own. Deployed by `azd up` (docs/deploy.md). Plain resources only: no modules from a
// registry and no extensions, so that it compiles without a network.
targetScope = 'subscription'

@description('Name of the azd environment. Everything takes its name from it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Where to run: a region that has Flex Consumption.')
@minLength(1)
param location string

@description('Client id of the application whose tokens are accepted; infra/hooks/entra.mjs registers it.')
@minLength(36)
param apiClientId string

@description('Client id that people sign in with at the console; empty: tokens of people are refused.')
param consoleClientId string = ''

@description('Where people go: the directory that Muster keeps itself (to try things out), or this tenant through Graph.')
@allowed(['directory', 'graph'])
param target string = 'graph'

@description('Users of the tenant behind Graph: below 50, to 500, above. Decides how fast Graph may be read.')
@allowed(['small', 'medium', 'large'])
param graphTenantSize string = 'medium'

@description('Domains of the embedded directory, comma separated; the first is what DefaultDomain() gives.')
param verifiedDomains string

@description('Scheme and host under which clients reach Muster, where that is not the app itself: a gateway in front of it.')
param publicBaseUrl string = ''

@description('Who is told of trouble with the service. Empty: nobody, the alerts are still shown in the portal.')
param alertEmail string = ''

@description('Sender of mail about quarantined jobs; with smtpUrl.')
param mailFrom string = ''

@secure()
@description('Server that mail goes through, smtps://USER:PASSWORD@HOST. Kept in the vault. Empty: no mail.')
param smtpUrl string = ''

@secure()
@description('32 bytes in base64 for a vault that has no key yet; the preprovision hook makes it, once. Empty: the vault has one.')
param newSecretsKey string = ''

@description('The vault of an earlier environment of this name is still soft-deleted: bring it back, with its key.')
param recoverVault bool = false

@description('How often the timer looks after the jobs, as NCRONTAB with six fields. Each round costs storage calls for every job.')
param superviseSchedule string = '*/15 * * * * *'

@description('Copies of the data: ZRS keeps one in each of three zones; LRS for regions without zones costs less and survives less.')
@allowed(['Standard_ZRS', 'Standard_LRS', 'Standard_GZRS', 'Standard_RAGZRS'])
param storageSku string = 'Standard_ZRS'

@description('Most instances a group of functions grows to. More cost more while there is a backlog, and help only where the target is not the limit (docs/deploy.md).')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Memory of one instance. It is what an instance second is charged by.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that always wait for requests: no cold start. Each is charged around the clock.')
@minValue(0)
param alwaysReadyHttp int = 0

@description('Instances that always wait at each queue: no cold start after a quiet hour. Each is charged around the clock, for each queue function.')
@minValue(0)
param alwaysReadyQueue int = 0

@description('Spread instances over zones. Adds two always-ready instances to each group, which are charged around the clock.')
param zoneRedundant bool = false

@description('Put storage and vault behind private endpoints and the app into a network. Each endpoint is charged by the hour.')
param privateNetwork bool = false

@description('Oldest operation that waits, minutes, before the alert; where the target throttles it is not raised.')
@minValue(1)
param alertOldestMinutes int = 15

@description('Share of answers with a fault of ours, percent, before the alert.')
@minValue(1)
param alertServerErrorPercent int = 1

var tags = { 'azd-env-name': environmentName }
var suffix = take(uniqueString(subscription().subscriptionId, environmentName, location), 8)
var appName = 'muster-${take(toLower(environmentName), 40)}-${suffix}'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  scope: group
  params: { name: 'id-${appName}', location: location, tags: tags }
}

module monitor 'monitor.bicep' = {
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    alertEmail: alertEmail
  }
}

module network 'network.bicep' = if (privateNetwork) {
  scope: group
  params: { suffix: suffix, location: location, tags: tags }
}

module storage 'storage.bicep' = {
  scope: group
  params: {
    name: 'stmuster${suffix}'
    location: location
    tags: tags
    sku: storageSku
    principalId: identity.outputs.principalId
    workspaceId: monitor.outputs.workspaceId
    endpointSubnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    blobZoneId: privateNetwork ? network!.outputs.blobZoneId : ''
    queueZoneId: privateNetwork ? network!.outputs.queueZoneId : ''
    tableZoneId: privateNetwork ? network!.outputs.tableZoneId : ''
  }
}

module vault 'vault.bicep' = {
  scope: group
  params: {
    name: 'kv-muster-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    workspaceId: monitor.outputs.workspaceId
    newSecretsKey: newSecretsKey
    smtpUrl: smtpUrl
    recover: recoverVault
    endpointSubnetId: privateNetwork ? network!.outputs.endpointSubnetId : ''
    zoneId: privateNetwork ? network!.outputs.vaultZoneId : ''
  }
}

module app 'app.bicep' = {
  scope: group
  params: {
    name: appName
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    vaultUri: vault.outputs.uri
    insightsConnectionString: monitor.outputs.connectionString
    apiClientId: apiClientId
    consoleClientId: consoleClientId
    target: target
    graphTenantSize: graphTenantSize
    verifiedDomains: verifiedDomains
    publicBaseUrl: publicBaseUrl
    hasMail: !empty(smtpUrl)
    mailFrom: mailFrom
    superviseSchedule: superviseSchedule
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyQueue: alwaysReadyQueue
    zoneRedundant: zoneRedundant
    appSubnetId: privateNetwork ? network!.outputs.appSubnetId : ''
  }
}

module alerts 'alerts.bicep' = {
  scope: group
  params: {
    suffix: suffix
    location: location
    tags: tags
    workspaceId: monitor.outputs.workspaceId
    insightsId: monitor.outputs.insightsId
    actionGroupId: monitor.outputs.actionGroupId
    readyUrl: '${app.outputs.endpoint}/health/ready'
    oldestMinutes: alertOldestMinutes
    serverErrorPercent: alertServerErrorPercent
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output API_ENDPOINT string = app.outputs.endpoint
output API_AUDIENCE string = apiClientId
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output IDENTITY_CLIENT_ID string = identity.outputs.clientId
output STORAGE_ACCOUNT string = storage.outputs.name
output KEY_VAULT string = vault.outputs.name
output APPLICATIONINSIGHTS_NAME string = monitor.outputs.insightsName
