// What an operator is told, and one page to look at. What to do about each is in docs/observe.md, under its name.
param suffix string
param location string
param tags object
param workspaceId string
param insightsId string
param actionGroupId string
param readyUrl string
param oldestMinutes int
param serverErrorPercent int

// Asked every five minutes of the last fifteen; a row is an alert.
var rules = [
  {
    name: 'oldest-operation'
    description: 'The oldest operation waits too long, and no target throttles.'
    severity: 2
    query: replace(loadTextContent('queries/oldestOperation.kql'), 'OLDEST_MINUTES', string(oldestMinutes))
  }
  {
    name: 'quarantined-job'
    description: 'A job is quarantined: nothing of it is provisioned.'
    severity: 1
    query: loadTextContent('queries/quarantinedJob.kql')
  }
  {
    name: 'parked-messages'
    description: 'Messages that nobody can work on are parked.'
    severity: 2
    query: loadTextContent('queries/parkedMessages.kql')
  }
  {
    name: 'supervision-stands-still'
    description: 'The timer does not go round: cycles, the deletion guard and retries stand still.'
    severity: 1
    query: loadTextContent('queries/supervision.kql')
  }
  {
    name: 'server-errors'
    description: 'More answers than usual are faults of ours.'
    severity: 2
    query: replace(loadTextContent('queries/serverErrors.kql'), 'MOST_PERCENT', string(serverErrorPercent))
  }
  {
    name: 'throttled-storage'
    description: 'Storage throttles: uploads and work are slowed down.'
    severity: 3
    query: loadTextContent('queries/throttledStorage.kql')
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'muster-${rule.name}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Muster: ${rule.name}'
      description: '${rule.description} See docs/observe.md, "${rule.name}".'
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      skipQueryValidation: true // some tables exist only when something was written to them
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]

resource ready 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'muster-ready-${suffix}'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'muster-ready-${suffix}'
    Name: 'Muster is ready'
    Enabled: true
    Frequency: 300
    Timeout: 60
    Kind: 'standard'
    RetryEnabled: true
    Locations: [
      { Id: 'emea-nl-ams-azr' }
      { Id: 'us-va-ash-azr' }
      { Id: 'apac-sg-sin-azr' }
    ]
    Request: { RequestUrl: readyUrl, HttpVerb: 'GET' }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true }
  }
}

resource notReady 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'muster-not-ready-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Muster is not ready, seen from two places at once. See docs/observe.md, "not-ready".'
    severity: 1
    enabled: true
    scopes: [ready.id, insightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: ready.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [
      { actionGroupId: actionGroupId }
    ]
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'muster-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Muster'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('workbook.json')
  }
}
