// The key that targets' credentials are kept under, and the mail server's address. Losing the key means to enter them anew.
param name string
param location string
param tags object
param principalId string
param workspaceId string

@secure()
@description('Empty: the vault has its key, which is never replaced.')
param newSecretsKey string

@secure()
param smtpUrl string

param recover bool
param endpointSubnetId string
param zoneId string

var isPrivate = !empty(endpointSubnetId)

// Key Vault Secrets User: reads the values, lists and changes nothing.
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: isPrivate ? 'Deny' : 'Allow'
      bypass: 'AzureServices' // Resource Manager, which puts the secrets in
    }
  }
}

resource secretsKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(newSecretsKey)) {
  parent: vault
  name: 'muster-secrets-key'
  properties: { value: newSecretsKey, contentType: '32 bytes in base64' }
}

resource mail 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(smtpUrl)) {
  parent: vault
  name: 'muster-smtp-url'
  properties: { value: smtpUrl }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'muster'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'AuditEvent', enabled: true }
    ]
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = if (isPrivate) {
  name: 'pe-${name}'
  location: location
  tags: tags
  properties: {
    subnet: { id: endpointSubnetId }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: { privateLinkServiceId: vault.id, groupIds: ['vault'] }
      }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = if (isPrivate) {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'vault'
        properties: { privateDnsZoneId: zoneId }
      }
    ]
  }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
