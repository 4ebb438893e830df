/**
 * "Troubleshooting Provisioning Failures": each heading of the document is true of Muster. What is particular to a target
 * is in `failuresScim.test.ts` and `failuresActiveDirectory.test.ts`, and credentials that expire in `quarantine.test.ts`.
 */
import { eventually } from '../support/eventually';
import { ENTERPRISE_USER, person, withExpression } from '../support/hrClient';
import { tellStory } from '../support/story';
import { openStage } from './stack';

/** So many failures bring the quarantine; the other headings together do not come near it. */
const TOO_MANY = 60;
const stage = openStage({ QUARANTINE_LEAST_FAILURES: String(TOO_MANY), MAX_OPERATIONS_PER_REQUEST: '100' });

test('Diagnostic Approach: health first, then failures in the log, then the steps of one entry', async () => {
  const { hr } = stage();
  await hr.upload(person('diag-1'), person('diag-2', { userName: 'x@unknown.example' }));
  await hr.entry('diag-2', { status: 'failure' });
  expect((await hr.job()).status.quarantine).toBeNull();
  const failures = await hr.logs("provisioningStatusInfo/status eq 'failure'");
  expect(failures.map(({ sourceIdentity }) => sourceIdentity.id)).toContain('diag-2');
  const broken = failures[0]?.provisioningSteps.find(({ status }) => status === 'failure');
  expect(broken).toMatchObject({ name: 'Provision User', description: expect.stringContaining('domain') });
});

describe('Common Error Patterns', () => {
  test('Missing Required Attributes', async () => {
    const { hr } = stage();
    await hr.upload({ externalId: 'req-1', userName: 'req1@example.com', active: true });
    const failed = await hr.entry('req-1', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'MandatoryFieldsMissing',
      reason: expect.stringContaining('displayName'),
    });

    const fallback = 'IIF(IsNullOrEmpty([displayName]), "Unassigned", [displayName])';
    await hr.changeMapping((mapping) => withExpression(mapping, 'displayName', fallback));
    await hr.upload({ externalId: 'req-1', userName: 'req1@example.com', active: true });
    await hr.entry('req-1', { status: 'success', action: 'create' });
    expect(await hr.user('req-1')).toMatchObject({ displayName: 'Unassigned' });
  });

  test('Unique Constraint Violations (Duplicate Values)', async () => {
    const { hr } = stage();
    await hr.upload(person('dup-1', { userName: 'same@example.com' }));
    await hr.entry('dup-1', { status: 'success' });
    await hr.upload(person('dup-2', { userName: 'same@example.com' }));
    const failed = await hr.entry('dup-2', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'EntryConflict',
      reason: expect.stringContaining('userPrincipalName'),
    });
  });

  test('Matching Failures', async () => {
    const { hr, stack } = stage();
    const body = {
      accountEnabled: true,
      displayName: 'There before',
      mailNickname: 'before',
      userPrincipalName: 'before@example.com',
      employeeId: 'match-1',
      passwordProfile: { password: 'x7!Qp2#Lm9&Zt4' },
    };
    expect((await stack.call('/v1.0/users', { method: 'POST', body: JSON.stringify(body) })).status).toBe(201);
    await hr.upload(person('match-1', { userName: 'before@example.com' }));
    const taken = await hr.entry('match-1', { status: 'success', action: 'update' });
    expect(taken.provisioningSteps.find(({ name }) => name === 'Match user')?.description).toContain(
      "employeeId 'match-1'",
    );
  });

  test('Reference Attribute Failures', async () => {
    const { hr } = stage();
    await hr.upload(person('ref-2', { [ENTERPRISE_USER]: { manager: { value: 'ref-1' } } }));
    const waiting = await hr.entry('ref-2', { status: 'success', action: 'create' });
    expect(waiting.provisioningSteps.find(({ name }) => name === 'Resolve reference')?.status).toBe('warning');
    await hr.upload(person('ref-1'));
    await eventually(async () => expect(await hr.managerOf('ref-2')).toBe('ref-1'));
  });
});

describe('Accidental Deletion Protection', () => {
  const people = Array.from({ length: 12 }, (_, index) => `mass-${index + 1}`);
  const leave = (externalId: string) => ({ externalId, active: false });

  test('a mass disable is held, quarantines the job, and runs when it is allowed', async () => {
    const { hr } = stage();
    await hr.upload(...people.map((externalId) => person(externalId)));
    await hr.entry('mass-12', { status: 'success' });
    const patch = { schedule: { accidentalDeletionThreshold: 10 } };
    expect((await hr.control('', 'PATCH', patch)).status).toBe(204);

    await hr.upload(...people.map(leave));
    await eventually(async () => {
      expect((await hr.job()).status.quarantine).toMatchObject({ reason: 'TooManyDeletes' });
    });
    const staged = await hr.entry('mass-1', { action: 'stagedDelete' });
    expect(staged.provisioningStatusInfo.status).toBe('skipped');
    for (const externalId of people) expect((await hr.user(externalId))?.accountEnabled).toBe(true);

    const allow = { criteria: { resetScope: 'ForceDeletes' } };
    expect((await hr.control('restart', 'POST', allow)).status).toBe(204);
    await eventually(async () => {
      for (const externalId of people) expect((await hr.user(externalId))?.accountEnabled).toBe(false);
    });
    await eventually(async () => expect((await hr.job()).status.code).toBe('Active'));
  });

  test('a scoping filter that loses everybody is held back; put right and restarted, nobody was touched', async () => {
    const { hr, stack } = stage();
    const clerks = Array.from({ length: 12 }, (_, index) => `clerk-${index + 1}`);
    await hr.upload(...clerks.map((externalId) => person(externalId, { title: 'Clerk' })));
    await hr.entry('clerk-12', { status: 'success' });
    const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Clark'] } }];
    const scope = { groups: [{ name: 'Misspelled', clauses }], inputFilterGroups: [], categoryFilterGroups: [] };
    expect((await hr.changeMapping((mapping) => ({ ...mapping, scope }))).status).toBe(204);
    await eventually(async () => {
      expect((await hr.job()).status.quarantine).toMatchObject({ reason: 'TooManyDeletes' });
    });
    await hr.entry('clerk-1', { action: 'stagedDelete', status: 'skipped' });

    expect((await hr.changeMapping((mapping) => ({ ...mapping, scope: null }))).status).toBe(204);
    expect((await hr.control('restart', 'POST')).status).toBe(204);
    await eventually(async () => {
      const held = await (await stack.call(`/muster/jobs/${stack.info.jobId}/heldDeletions`)).json();
      expect(held).toMatchObject({ value: [], total: 0 });
      expect((await hr.job()).status).toMatchObject({ code: 'Active', quarantine: null, progress: [] });
    });
    for (const externalId of clerks) expect((await hr.user(externalId))?.accountEnabled).toBe(true);
  });

  test('as many as the threshold allows run by themselves', async () => {
    const { hr } = stage();
    const few = ['few-1', 'few-2', 'few-3'];
    await hr.upload(...few.map((externalId) => person(externalId)));
    await hr.entry('few-3', { status: 'success' });
    await hr.upload(...few.map(leave));
    await eventually(async () => {
      for (const externalId of few) expect((await hr.user(externalId))?.accountEnabled).toBe(false);
    });
  });
});

describe('Quarantine Recovery', () => {
  tellStory();
  const unlucky = Array.from({ length: TOO_MANY }, (_, index) => `unlucky-${index + 1}`);

  beforeAll(async () => {
    const { hr } = stage();
    await hr.upload(...unlucky.map((externalId) => person(externalId, { userName: `${externalId}@old.example` })));
  });

  test('Step 1: Identify the Quarantine Reason', async () => {
    const { hr } = stage();
    await eventually(async () => {
      const { code, quarantine } = (await hr.job()).status;
      expect(code).toBe('Quarantine');
      expect(quarantine).toMatchObject({
        reason: 'EncounteredEscrowProportionThreshold',
        error: { message: expect.stringMatching(/^\d+ of \d+ people failed \(\d+ %\); the limit is 40 %\.$/) },
      });
    });
  });

  test('Step 2: Fix the Root Cause', async () => {
    const { hr } = stage();
    expect((await hr.control('validateCredentials', 'POST', { useSavedCredentials: true })).status).toBe(204);
    const failures = await hr.logs(
      "provisioningStatusInfo/status eq 'failure' and contains(sourceIdentity/id, 'unlucky')",
    );
    const patterns = failures.map(({ provisioningStatusInfo }) => provisioningStatusInfo.errorInformation?.errorCode);
    expect(new Set(patterns)).toEqual(new Set(['InvalidDomain']));
    const anyDomain = 'Join("@", [externalId], DefaultDomain())';
    const saved = await hr.changeMapping((mapping) => withExpression(mapping, 'userPrincipalName', anyDomain));
    expect(saved.status).toBe(204);
  });

  test('Step 3: Restart Provisioning', async () => {
    const { hr } = stage();
    expect((await hr.control('restart', 'POST', { criteria: { resetScope: 'Everything' } })).status).toBe(400);
    const before = await hr.logsOf('unlucky-1');
    expect((await hr.control('restart', 'POST', { criteria: { resetScope: 'Quarantine' } })).status).toBe(204);
    expect((await hr.job()).status.quarantine).toBeNull();
    expect(await hr.logsOf('unlucky-1')).toEqual(before); // the flag alone: who failed is not worked on anew
    expect((await hr.control('restart', 'POST', { criteria: { resetScope: 'Full' } })).status).toBe(204);
  });

  test('Step 4: Monitor the Recovery', async () => {
    const { hr, stack } = stage();
    await eventually(async () => {
      for (const externalId of unlucky) expect(await hr.user(externalId)).toMatchObject({ accountEnabled: true });
    });
    await eventually(async () => {
      const { status } = await hr.job();
      expect(status).toMatchObject({ code: 'Active', quarantine: null, progress: [] });
    });
    const escrows = (await (await stack.call(`/muster/jobs/${stack.info.jobId}/escrows`)).json()) as {
      value: object[];
    };
    expect(JSON.stringify(escrows.value)).not.toContain('unlucky');
    expect((await hr.control('schema', 'DELETE')).status).toBe(204);
  });
});

test('Debugging Attribute Mappings', async () => {
  const { hr } = stage();
  await hr.upload(person('map-1', { title: 'Tour Guide' }));
  await hr.entry('map-1', { status: 'success' });
  const answer = await hr.onDemand('map-1');
  expect(answer).toContain('Attribute Mapping');
  expect(answer).toContain('Tour Guide');
});

test('Troubleshooting Checklist: users skipped, so look at the scoping filter', async () => {
  const { hr } = stage();
  const clauses = [{ sourceOperandName: 'title', operatorName: 'EQUALS', targetOperand: { values: ['Sales'] } }];
  const scope = { groups: [{ name: 'Sales only', clauses }], inputFilterGroups: [], categoryFilterGroups: [] };
  expect((await hr.changeMapping((mapping) => ({ ...mapping, scope }))).status).toBe(204);
  await hr.upload(person('scope-1', { title: 'Tour Guide' }));
  const skipped = await hr.entry('scope-1', { status: 'skipped' });
  const scoping = skipped.provisioningSteps.find(({ provisioningStepType }) => provisioningStepType === 'scoping');
  expect(scoping?.details.ScopeEvaluationResult).toBe('{"Sales only.title EQUALS \'Sales\'":false}');
});
