// The function app: one plan, one site, and its settings. It is made last, when everything it asks for trusts its identity.
param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string

@description('Address of the container that the package is put into.')
param deploymentContainer string

param vaultUri string
param insightsConnectionString string
param apiClientId string
param consoleClientId string
param target string
param graphTenantSize string
param verifiedDomains string
param publicBaseUrl string
param hasMail bool
param mailFrom string
param superviseSchedule string
param maximumInstanceCount int
param instanceMemoryMB int
param alwaysReadyHttp int
param alwaysReadyQueue int
param zoneRedundant bool

@description('Empty: the app reaches everything over the public network.')
param appSubnetId string

var queueFunctions = ['processOperations', 'processOperationsFirst', 'processEvents']
var alwaysReady = concat(
  alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : [],
  alwaysReadyQueue > 0
    ? map(queueFunctions, function => { name: 'function:${function}', instanceCount: alwaysReadyQueue })
    : []
)

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  kind: 'functionapp'
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(appSubnetId) ? null : appSubnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
  }
}

resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

// A setting that is empty is none (docs/settings.md).
resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'appsettings'
  properties: {
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
    AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
    AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
    AzureWebJobsDisableHomepage: 'true'
    AZURE_CLIENT_ID: identityClientId // whom DefaultAzureCredential asks for tokens as: Graph, vaults, telemetry
    NODE_ENV: 'production'
    APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    APPLICATION_INSIGHTS_NO_STATSBEAT: 'true' // the exporter's own reports to its makers
    TENANT_ID: tenant().tenantId
    TOKEN_AUDIENCES: '${apiClientId},api://${apiClientId}'
    CONSOLE_CLIENT_ID: consoleClientId
    PUBLIC_BASE_URL: empty(publicBaseUrl) ? 'https://${site.properties.defaultHostName}' : publicBaseUrl
    TARGET: target
    GRAPH_TENANT_SIZE: graphTenantSize
    VERIFIED_DOMAINS: verifiedDomains
    SUPERVISE_SCHEDULE: superviseSchedule
    SECRETS_KEY: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/muster-secrets-key)'
    SMTP_URL: hasMail ? '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/muster-smtp-url)' : ''
    MAIL_FROM: mailFrom
  }
}

output endpoint string = 'https://${site.properties.defaultHostName}'
