// Muster on Azure Functions: one storage account, one function app with an identity of its own, and nothing shared.
// Deploy: az deployment group create -g GROUP -f infra/main.bicep -p name=NAME verifiedDomains=example.com
// then publish the build: func azure functionapp publish NAME

@description('Name of the function app; storage and the rest take theirs from it.')
@minLength(3)
@maxLength(40)
param name string

@description('Where to run.')
param location string = resourceGroup().location

@description('The Entra tenant whose tokens are accepted.')
param tenantId string = tenant().tenantId

@description('Domains of the embedded directory, comma separated; the first is what DefaultDomain() gives.')
param verifiedDomains string

@description('How often the timer looks after the jobs, as NCRONTAB.')
param superviseSchedule string = '*/15 * * * * *'

var storageName = take('${toLower(replace(name, '-', ''))}${uniqueString(resourceGroup().id, name)}', 24)
var tables = ['jobs', 'people', 'staging', 'directory']
var queues = ['operations', 'operations-poison']

// Built-in roles: the app reads and writes its own blobs (the host's leases and keys), queues and tables, and no keys exist.
var roles = {
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageName
  location: location
  sku: { name: 'Standard_ZRS' }
  kind: 'StorageV2'
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobService 'blobServices' = {
    name: 'default'
    resource deployments 'containers' = { name: 'deployments' }
  }

  resource queueService 'queueServices' = {
    name: 'default'
    resource queue 'queues' = [for queue in queues: { name: queue }]
  }

  resource tableService 'tableServices' = {
    name: 'default'
    resource table 'tables' = [for table in tables: { name: table }]
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  kind: 'functionapp'
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: { type: 'SystemAssigned' }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: storage.name }
        { name: 'TENANT_ID', value: tenantId }
        { name: 'VERIFIED_DOMAINS', value: verifiedDomains }
        { name: 'SUPERVISE_SCHEDULE', value: superviseSchedule }
        { name: 'NODE_ENV', value: 'production' }
      ]
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}deployments'
          authentication: { type: 'SystemAssignedIdentity' }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 }
    }
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    name: guid(storage.id, app.id, role.value)
    scope: storage
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
      principalId: app.identity.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

output endpoint string = 'https://${app.properties.defaultHostName}'
