import type { RefusedReference } from '../../../shared/engine/job/refusedReference';
import type { LogStep } from '../../../shared/engine/person/logEntry';
import {
  referenceClearedStep,
  referenceRefusedStep,
  referenceResolvedStep,
  referenceWaitingStep,
} from '../../../shared/engine/person/referenceSteps';
import {
  connectionFailedStep,
  exportedStep,
  exportFailedStep,
  failureError,
  importStep,
  mappingFailedStep,
  mappingRemarkStep,
  matchedStep,
  matchFailedStep,
  noMatchStep,
  rejectedTooLateStep,
  restoredStep,
  restRefusedStep,
  retrievedStep,
  scopingStep,
  skipError,
  skippedStep,
} from '../../../shared/engine/person/steps';
import type { Failure } from '../../../shared/errors';

const SYSTEMS = { source: 'API', target: 'Azure Active Directory' };
const TAKEN: Failure = {
  code: 'EntryConflict',
  message: 'userPrincipalName is taken.',
  attribute: 'userPrincipalName',
};
const TOO_LONG: Failure = { code: 'InvalidValue', message: 'jobTitle is too long.', attribute: 'jobTitle' };
const REFUSED: RefusedReference = {
  code: 'NotPermitted',
  message: 'No right to write manager.',
  attempts: 1,
  firstAt: Date.UTC(2026, 0, 15, 9, 30),
  nextAttempt: Date.UTC(2026, 0, 15, 15, 30),
  tries: [],
  to: 'account-7',
};
const BROKEN: Failure = { code: 'InternalError', message: 'Muster failed.' };

interface StepCase {
  readonly name: string;
  readonly step: LogStep;
  readonly expected: LogStep;
}

describe('import', () => {
  test.each<StepCase>([
    {
      name: 'a person nobody has heard of is an Add',
      step: importStep(SYSTEMS, '810042', false, { externalId: '810042', active: 'True' }),
      expected: {
        name: 'Import from API',
        activity: 'EntryImportAdd',
        type: 'import',
        status: 'success',
        description: "Received User '810042' change of type (Add) from API",
        details: { externalId: '810042', active: 'True' },
      },
    },
    {
      name: 'a person who was here before is an Update',
      step: importStep(SYSTEMS, '810042', true, {}),
      expected: {
        name: 'Import from API',
        activity: 'EntryImportUpdate',
        type: 'import',
        status: 'success',
        description: "Received User '810042' change of type (Update) from API",
        details: {},
      },
    },
    {
      name: 'a person asked for on demand was not received, but looked up',
      step: retrievedStep(SYSTEMS, '810042', false, { externalId: '810042' }),
      expected: {
        name: 'Import from API',
        activity: 'EntryImport',
        type: 'import',
        status: 'success',
        description: "Retrieved User '810042' from API on demand, as last uploaded",
        details: { externalId: '810042' },
      },
    },
    {
      name: 'or came with the question',
      step: retrievedStep(SYSTEMS, '810042', true, {}),
      expected: {
        name: 'Import from API',
        activity: 'EntryImport',
        type: 'import',
        status: 'success',
        description: "Retrieved User '810042' from API on demand, as given with the request",
        details: {},
      },
    },
    {
      name: 'a target that cannot be worked with is told before anything else',
      step: connectionFailedStep(SYSTEMS, BROKEN),
      expected: {
        name: 'Test connection',
        activity: 'EntrySynchronizationError',
        type: 'processing',
        status: 'failure',
        description: 'Azure Active Directory cannot be worked with: Muster failed.',
        details: { ErrorCode: 'InternalError' },
      },
    },
  ])('$name', ({ step, expected }) => {
    expect(step).toEqual(expected);
  });
});

describe('scoping', () => {
  const NO_FILTER = { inScope: true, reason: 'No scoping filter is set.', clauses: {}, keepsAccount: false, blank: [] };
  const NOT_STAFF = {
    inScope: false,
    reason: 'No filter group holds.',
    clauses: { "Staff only.userType EQUALS 'Employee'": false },
    keepsAccount: false,
    blank: ['userType'],
  };

  test.each<StepCase>([
    {
      name: 'without a filter everybody is in scope, and there is nothing to evaluate',
      step: scopingStep('810042', NO_FILTER, true, true),
      expected: {
        name: 'Determine if User is in scope',
        activity: 'EntrySynchronizationScoping',
        type: 'scoping',
        status: 'success',
        description: "User '810042' was evaluated against the scoping filters. No scoping filter is set.",
        details: { 'Active in the source system': 'True', 'Scoping filter evaluation passed': 'True' },
      },
    },
    {
      name: 'a person out of scope is skipped, with every clause as JSON text',
      step: scopingStep('810099', NOT_STAFF, false, false),
      expected: {
        name: 'Determine if User is in scope',
        activity: 'EntrySynchronizationScoping',
        type: 'scoping',
        status: 'skipped',
        description: "User '810099' was evaluated against the scoping filters. No filter group holds.",
        details: {
          'Active in the source system': 'False',
          'Scoping filter evaluation passed': 'False',
          ScopeEvaluationResult: '{"Staff only.userType EQUALS \'Employee\'":false}',
        },
      },
    },
  ])('$name', ({ step, expected }) => {
    expect(step).toEqual(expected);
  });
});

describe('scoping of somebody with an account', () => {
  const NOT_STAFF = { inScope: false, reason: 'No filter group holds.', clauses: {}, keepsAccount: false };

  test('who leaves by what was said to be blank is warned of', () => {
    expect(scopingStep('1', { ...NOT_STAFF, blank: ['userType', 'title'] }, true, true)).toMatchObject({
      status: 'warning',
      description:
        "User '1' was evaluated against the scoping filters. No filter group holds. The User leaves the scope because " +
        'userType, title was sent without a value: a filter that asks for a value takes that for none. ' +
        'Leave the attribute out to keep what is known.',
      details: { 'Scoping filter evaluation passed': 'False', Remark: 'LeavesScopeByBlank' },
    });
  });

  test.each([
    { rule: 'nothing blank', verdict: { ...NOT_STAFF, blank: [] }, linked: true },
    { rule: 'no account', verdict: { ...NOT_STAFF, blank: ['x'] }, linked: false },
    {
      rule: 'a filter that keeps the account',
      verdict: { ...NOT_STAFF, keepsAccount: true, blank: ['x'] },
      linked: true,
    },
  ])('no warning: $rule', ({ verdict, linked }) => {
    const { status, details, description } = scopingStep('1', verdict, true, linked);
    expect(status).toBe('skipped');
    expect(details.Remark).toBeUndefined();
    expect(description).toBe("User '1' was evaluated against the scoping filters. No filter group holds.");
  });

  test.each([
    { linked: true, status: 'warning', more: ' The scope stays as it was.' },
    { linked: false, status: 'failure', more: '' },
  ])('what cannot be judged ($status)', ({ linked, status, more }) => {
    const undecided = { code: 'InvalidValue', message: 'level is "many".', attribute: 'level' } as const;
    const reason = 'It cannot be told: level is "many".';
    const verdict = { inScope: true, reason, clauses: {}, keepsAccount: false, blank: [], undecided };
    expect(scopingStep('1', verdict, true, linked)).toMatchObject({
      status,
      description: `User '1' was evaluated against the scoping filters. ${reason}${more}`,
      details: { 'Scoping filter evaluation passed': '', Remark: 'InvalidValue' },
    });
  });
});

describe('matching', () => {
  test.each<StepCase>([
    {
      name: 'nobody found: an account will be created',
      step: noMatchStep(SYSTEMS, '810042', { employeeId: '810042' }),
      expected: {
        name: 'Match user',
        activity: 'EntrySynchronizationAdd',
        type: 'matching',
        status: 'success',
        description: "User '810042' will be created in Azure Active Directory (active in API, no match found)",
        details: { employeeId: '810042' },
      },
    },
    {
      name: 'an account found: which one, and how',
      step: matchedStep(SYSTEMS, 'mira@adatum.example', 'linked', { id: '87d3' }),
      expected: {
        name: 'Match user',
        activity: 'EntryImport',
        type: 'matching',
        status: 'success',
        description: "Retrieved User 'mira@adatum.example' from Azure Active Directory (linked)",
        details: { id: '87d3' },
      },
    },
    {
      name: 'a match that cannot be decided',
      step: matchFailedStep(SYSTEMS, '810042', TAKEN, { employeeId: '810042' }),
      expected: {
        name: 'Match user',
        activity: 'EntrySynchronizationError',
        type: 'matching',
        status: 'failure',
        description: "User '810042' could not be matched in Azure Active Directory: userPrincipalName is taken.",
        details: { employeeId: '810042' },
      },
    },
  ])('$name', ({ step, expected }) => {
    expect(step).toEqual(expected);
  });
});

describe('mapping', () => {
  test.each<StepCase>([
    {
      name: 'every attribute that could not be mapped is named',
      step: mappingFailedStep('810042', [TAKEN, TOO_LONG, BROKEN]),
      expected: {
        name: 'Attribute Mapping',
        activity: 'EntrySynchronizationError',
        type: 'processing',
        status: 'failure',
        description:
          "The attributes of User '810042' could not be mapped: " +
          'userPrincipalName is taken. jobTitle is too long. Muster failed.',
        details: {
          userPrincipalName: 'userPrincipalName is taken.',
          jobTitle: 'jobTitle is too long.',
          InternalError: 'Muster failed.',
        },
      },
    },
    {
      name: 'a remark is a warning, not a failure',
      step: mappingRemarkStep('Send active.', { accountEnabled: 'False' }),
      expected: {
        name: 'Attribute Mapping',
        activity: 'EntrySynchronizationUpdate',
        type: 'processing',
        status: 'warning',
        description: 'Send active.',
        details: { accountEnabled: 'False' },
      },
    },
  ])('$name', ({ step, expected }) => {
    expect(step).toEqual(expected);
  });
});

describe('export', () => {
  test.each([
    { action: 'create', activity: 'EntryExportAdd', done: 'created', verb: 'create' },
    { action: 'update', activity: 'EntryExportUpdate', done: 'updated', verb: 'update' },
    { action: 'disable', activity: 'EntryExportUpdate', done: 'disabled', verb: 'disable' },
    { action: 'delete', activity: 'EntryExportDelete', done: 'deleted', verb: 'delete' },
    { action: 'stagedDelete', activity: 'EntryExportDelete', done: 'held back', verb: 'hold back' },
    { action: 'other', activity: 'EntryExportUpdate', done: 'processed', verb: 'process' },
  ] as const)(
    '$action is told as $done, and when it fails as what it wanted to do',
    ({ action, activity, done, verb }) => {
      expect(exportedStep(SYSTEMS, action, 'mira@adatum.example', false)).toEqual({
        name: 'Provision User',
        activity,
        type: 'export',
        status: 'success',
        description: `User 'mira@adatum.example' was ${done} in Azure Active Directory`,
        details: { ReportableIdentifier: 'mira@adatum.example' },
      });
      expect(exportFailedStep(SYSTEMS, action, '810042', TAKEN)).toEqual({
        name: 'Provision User',
        activity,
        type: 'export',
        status: 'failure',
        description: `Failed to ${verb} User '810042' in Azure Active Directory: userPrincipalName is taken.`,
        details: { ReportableIdentifier: '810042', ErrorCode: 'EntryConflict' },
      });
    },
  );

  test('what was not written is told as what would be done', () => {
    const { description, status } = exportedStep(SYSTEMS, 'create', 'mira@adatum.example', true);
    expect({ description, status }).toEqual({
      description: "User 'mira@adatum.example' would be created in Azure Active Directory",
      status: 'success',
    });
  });

  test.each([
    { isDry: false, verb: 'was' },
    { isDry: true, verb: 'would be' },
  ])('who $verb taken out of the recycle bin is told as restored', ({ isDry, verb }) => {
    expect(restoredStep(SYSTEMS, 'mira@adatum.example', isDry)).toEqual({
      name: 'Provision User',
      activity: 'EntryExportRestore',
      type: 'export',
      status: 'success',
      description: `User 'mira@adatum.example' ${verb} restored in Azure Active Directory`,
      details: { ReportableIdentifier: 'mira@adatum.example' },
    });
  });

  test('who was disabled although all else was refused is a warning that names every refusal', () => {
    expect(restRefusedStep('mira@adatum.example', [TAKEN, BROKEN])).toEqual({
      name: 'Provision User',
      activity: 'EntryExportUpdate',
      type: 'export',
      status: 'warning',
      description:
        "User 'mira@adatum.example' is disabled all the same, but nothing else was written: " +
        'userPrincipalName is taken. Muster failed. It is tried again.',
      details: {
        userPrincipalName: 'userPrincipalName is taken.',
        InternalError: 'Muster failed.',
        Remark: 'DisabledAlone',
        ErrorCode: 'EntryConflict',
      },
    });
  });

  test('a rejection that came too late is a warning', () => {
    expect(rejectedTooLateStep('mira@adatum.example')).toEqual({
      name: 'Provision User',
      activity: 'EntryExportUpdate',
      type: 'export',
      status: 'warning',
      description:
        "User 'mira@adatum.example' was disabled all the same: that was being carried out when it was rejected",
      details: { ReportableIdentifier: 'mira@adatum.example', Remark: 'RejectedTooLate' },
    });
  });

  test('what is left undone says why', () => {
    expect(skippedStep('RedundantExport', "User '810042' is already equal in source and target")).toEqual({
      name: 'Provision User',
      activity: 'EntrySynchronizationSkip',
      type: 'export',
      status: 'skipped',
      description: "User '810042' is already equal in source and target",
      details: { SkipReason: 'RedundantExport' },
    });
  });
});

describe('references', () => {
  const told = ({ status, description, details }: LogStep) => ({ status, description, details });

  test.each<{ name: string; step: LogStep; expected: Pick<LogStep, 'status' | 'description' | 'details'> }>([
    {
      name: 'a manager found is written with the id the target knows',
      step: referenceResolvedStep('810042', 'manager', '800017', '3b1c'),
      expected: {
        status: 'success',
        description: "Resolved manager '800017' of User '810042'",
        details: { manager: '3b1c' },
      },
    },
    {
      name: 'a manager taken away',
      step: referenceClearedStep('810042', 'manager'),
      expected: {
        status: 'success',
        description: "User '810042' has no manager any more",
        details: { manager: '' },
      },
    },
    {
      name: 'a manager who is not there yet is a warning that heals itself',
      step: referenceWaitingStep('810042', 'manager', '800017'),
      expected: {
        status: 'warning',
        description:
          "The manager '800017' of User '810042' has no account yet. " +
          'The reference is written as soon as it gets one; nothing needs to be done.',
        details: { manager: '800017', ErrorCode: 'ReferenceNotFound' },
      },
    },
    {
      name: 'a manager the target refuses is a warning, never a failed person',
      step: referenceRefusedStep('810042', 'manager', '7', REFUSED, false),
      expected: {
        status: 'warning',
        description:
          "The manager '7' of User '810042' could not be written: No right to write manager. " +
          "It is tried again at 2026-01-15T15:30:00.000Z, or with the person's next upload.",
        details: { manager: '7', ErrorCode: 'NotPermitted' },
      },
    },
    {
      name: 'a manager whom it will not take away either',
      step: referenceRefusedStep('810042', 'manager', '', REFUSED, true),
      expected: {
        status: 'warning',
        description:
          "The manager of User '810042' could not be written: No right to write manager. " +
          'It has been refused for too long and is tried no more; upload the person again.',
        details: { manager: '', ErrorCode: 'NotPermitted' },
      },
    },
  ])('$name', ({ step, expected }) => {
    expect(told(step)).toEqual(expected);
    expect([step.name, step.activity, step.type]).toEqual([
      'Resolve reference',
      'EntryReferenceResolution',
      'referenceResolution',
    ]);
  });
});

describe('errorInformation', () => {
  test('of a failure says what happens next, names the attribute, and what to do', () => {
    expect(failureError(TAKEN, 'It is retried tomorrow.')).toEqual({
      code: 'EntryConflict',
      reason: 'userPrincipalName is taken. It is retried tomorrow.',
      details: '{"attribute":"userPrincipalName"}',
      category: 'nonServiceFailure',
      advice: 'Make the mapped value unique, or correct the match so that the existing account is taken over.',
    });
  });

  test.each([
    {
      name: 'prefers what the target answered',
      failure: { ...TAKEN, details: '{"status":400}' },
      details: '{"status":400}',
    },
    { name: 'has no details when there are none', failure: BROKEN, details: null },
  ])('of a failure $name', ({ failure, details }) => {
    expect(failureError(failure, '').details).toBe(details);
  });

  test('of a failure with nothing to add ends with its message', () => {
    expect(failureError(BROKEN, '').reason).toBe('Muster failed.');
  });

  test.each([
    { name: 'a fault of our own', code: 'InternalError', category: 'failure' },
    { name: 'a target that throttles', code: 'TooManyRequests', category: 'failure' },
    { name: 'a value the target refuses', code: 'InvalidValue', category: 'nonServiceFailure' },
    { name: 'a manager who is not there', code: 'ReferenceNotFound', category: 'nonServiceFailure' },
    { name: 'credentials that are refused', code: 'InvalidCredentials', category: 'nonServiceFailure' },
  ] as const)('of $name is a $category', ({ code, category }) => {
    expect(failureError({ code, message: 'x' }, '').category).toBe(category);
  });

  test('of a skip is no failure of the service', () => {
    expect(skipError('ImportSkipped', 'No value.', 'Send one.')).toEqual({
      code: 'ImportSkipped',
      reason: 'No value.',
      details: null,
      category: 'nonServiceFailure',
      advice: 'Send one.',
    });
  });
});
