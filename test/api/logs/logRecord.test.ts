import { toLogRecord } from '../../../shared/api/logs/logRecord';
import type { LogError, LogStep } from '../../../shared/engine/person/logEntry';
import { foundEntry } from '../../support/logEntries';

const CONFLICT: LogError = {
  code: 'EntryConflict',
  reason: 'Another object with the same value for property userPrincipalName already exists.',
  details: '{"target":"userPrincipalName"}',
  category: 'nonServiceFailure',
  advice: 'Make the mapped value unique.',
};
const IMPORT: LogStep = {
  name: 'Import from API',
  activity: 'EntryImportAdd',
  type: 'import',
  status: 'success',
  description: "Received User '810042' change of type (Add) from API",
  details: { externalId: '810042' },
};

test('a record is what the worked example shows', () => {
  const modified = [
    { name: 'employeeId', oldValue: null, newValue: '810042' },
    { name: 'accountEnabled', oldValue: 'True', newValue: 'False' },
  ];
  expect(toLogRecord(foundEntry({ steps: [IMPORT], modified }), 'v1.0')).toEqual({
    id: 'f2b7d1c4-3c5e-4c55-9d1f-2a6f0b8e4c10',
    activityDateTime: '2026-01-15T09:30:41.000Z',
    tenantId: '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10',
    jobId: 'API2AAD.5f0c2d7e9d0b4c3c8a550d6b6f1f7a10.c2a4e1b7-68d3-4f0a-9b1e-53d7a0c9e812',
    cycleId: 'a0c1f9de-6b1d-4a5e-9f70-4c8d2e7b9a01',
    changeId: '0b9e7d51-1f0a-4d7c-8e36-1f2a3b4c5d01',
    provisioningAction: 'create',
    durationInMilliseconds: 1_840,
    provisioningStatusInfo: { status: 'success', errorInformation: null },
    servicePrincipal: { id: '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01', displayName: 'HR inbound' },
    sourceSystem: { id: 'b7a1c3f2-5f3e-4a0b-8f2d-0d0f6f0b1a11', displayName: 'API', details: {} },
    targetSystem: {
      id: 'c8b2d4e3-6a4f-4b1c-9a3e-1e1a7a1c2b22',
      displayName: 'Azure Active Directory',
      details: {
        ApplicationId: '1f6a7c0e-5d2b-4a8f-9c3e-7b0d1e2f3a44',
        ServicePrincipalId: '7b1d0c52-3f4e-4b39-9a55-2f1f0a6d9c01',
        ServicePrincipalDisplayName: 'HR inbound',
      },
    },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    sourceIdentity: {
      id: '810042',
      displayName: 'Mira Okafor',
      identityType: 'User',
      details: {
        id: '810042',
        odatatype: 'User',
        DisplayName: 'Mira Okafor',
        UserPrincipalName: 'mira.okafor@adatum.example',
      },
    },
    targetIdentity: {
      id: '87d349ed-44d7-43e1-9a83-5f2406dee5bd',
      displayName: 'Mira Okafor',
      identityType: 'User',
      details: {},
    },
    provisioningSteps: [
      {
        name: 'Import from API',
        activity: 'EntryImportAdd',
        provisioningStepType: 'import',
        status: 'success',
        description: "Received User '810042' change of type (Add) from API",
        details: { externalId: '810042' },
      },
    ],
    modifiedProperties: [
      { displayName: 'employeeId', oldValue: null, newValue: '810042' },
      { displayName: 'accountEnabled', oldValue: 'True', newValue: 'False' },
    ],
  });
});

test('a failure tells what went wrong and what to do', () => {
  expect(toLogRecord(foundEntry({ status: 'failure', error: CONFLICT }), 'v1.0')).toMatchObject({
    provisioningStatusInfo: {
      status: 'failure',
      errorInformation: {
        errorCode: 'EntryConflict',
        reason: 'Another object with the same value for property userPrincipalName already exists.',
        additionalDetails: '{"target":"userPrincipalName"}',
        errorCategory: 'nonServiceFailure',
        recommendedAction: 'Make the mapped value unique.',
      },
    },
  });
});

test('a person whose account nobody knows has a target identity that is empty', () => {
  const record = toLogRecord(foundEntry({ target: { id: '', displayName: '' } }), 'v1.0');
  expect(record).toMatchObject({ targetIdentity: { id: '', displayName: '', identityType: 'User', details: {} } });
});

describe('the older names', () => {
  test('are not in v1.0', () => {
    const record = toLogRecord(foundEntry({ status: 'failure', error: CONFLICT }), 'v1.0');
    expect(record).not.toHaveProperty('action');
    expect(record).not.toHaveProperty('statusInfo');
  });

  test.each([
    { action: 'create', expected: 'Create' },
    { action: 'update', expected: 'Update' },
    { action: 'disable', expected: 'Disable' },
    { action: 'delete', expected: 'Delete' },
    { action: 'stagedDelete', expected: 'StagedDelete' },
    { action: 'other', expected: 'Other' },
  ] as const)('call $action $expected in beta, beside the new name', ({ action, expected }) => {
    expect(toLogRecord(foundEntry({ action }), 'beta')).toMatchObject({ action: expected, provisioningAction: action });
  });

  test('put the error beside the status in beta', () => {
    expect(toLogRecord(foundEntry({ status: 'failure', error: CONFLICT }), 'beta')).toMatchObject({
      statusInfo: {
        status: 'failure',
        errorCode: 'EntryConflict',
        reason: 'Another object with the same value for property userPrincipalName already exists.',
        additionalDetails: '{"target":"userPrincipalName"}',
        errorCategory: 'nonServiceFailure',
        recommendedAction: 'Make the mapped value unique.',
      },
    });
  });

  test('have a status alone where nothing went wrong', () => {
    expect((toLogRecord(foundEntry(), 'beta') as { statusInfo: unknown }).statusInfo).toEqual({ status: 'success' });
  });
});
