import { answerOnDemand } from '../../../shared/api/preview/onDemand';
import { mapping } from '../../../shared/engine/schema/defaults/tables';
import type { AttributeMapping } from '../../../shared/engine/synchronizationSchema';
import { ProvisioningError } from '../../../shared/errors';
import { type Called, callOf, refusal } from '../../support/httpCall';
import { type Scenes, scenesOf } from '../../support/scenes';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../../support/workbench';

const ADMIN = ['Synchronization.ReadWrite.All'];

let bench: Workbench;
let scenes: Scenes;
let ruleId: string;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  ruleId = (await bench.services.house.contexts.find(JOB_ID))?.compiled.ruleId ?? '';
});

function callWith(body: unknown, called: Called = {}) {
  return callOf({
    method: 'POST',
    params: { servicePrincipalId: PRINCIPAL_ID, jobId: JOB_ID },
    roles: ADMIN,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...called,
  });
}

interface Step {
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly description: string;
  readonly timestamp: string;
  readonly details: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly provisioningSteps: readonly Step[];
  readonly modifiedProperties: readonly object[];
  readonly action: string;
  readonly changeId: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly reportableIdentifier: string;
  readonly statusInfo: Readonly<Record<string, string | null>>;
  readonly targetIdentity: { readonly id: string };
  readonly dryRun: boolean;
  readonly notes: readonly string[];
}

const about = (subject: object, more: object = {}) => ({
  parameters: [{ ruleId, subjects: [{ objectTypeName: 'User', ...subject }] }],
  ...more,
});

async function ask(subject: object, more: object = {}): Promise<Answer> {
  bench.clock.advance(3_000); // the limit is a test of its own
  const { body } = await answerOnDemand(
    callWith(about(subject, more)),
    bench.services.house,
    bench.services.limits.onDemand,
  );
  const [answer] = JSON.parse((body as { value: string }).value) as [Answer];
  return answer;
}

const step = ({ provisioningSteps }: Answer, type: string) => provisioningSteps.find((one) => one.type === type);

describe('the answer', () => {
  test('is a pair of texts: a constant, and an array of one object', async () => {
    await scenes.provision(person('1'));
    const { status, body } = await answerOnDemand(
      callWith(about({ objectId: '1' })),
      bench.services.house,
      bench.services.limits.onDemand,
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      '@odata.context': 'https://muster.example/v1.0/$metadata#microsoft.graph.stringKeyStringValuePair',
      key: 'Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo',
      value: expect.stringMatching(/^\[\{.*\}\]$/),
    });
  });

  test('for somebody who is up to date is skipped as RedundantExport, in every field of the contract', async () => {
    await scenes.provision(person('1'));
    const answer = await ask({ objectId: '1' });
    const [found] = await bench.services.directory.find('employeeId', '1', 1);
    expect(answer).toEqual({
      provisioningSteps: expect.any(Array),
      modifiedProperties: [],
      action: 'Other',
      changeId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      startTime: '2026-01-15T09:30:03.0000000Z',
      endTime: '2026-01-15T09:30:03.0000000Z',
      reportableIdentifier: 'user1@adatum.example',
      statusInfo: {
        status: 'Skipped',
        errorCode: 'RedundantExport',
        reason: 'Source and target already match.',
        additionalDetails: null,
        errorCategory: 'NonServiceFailure',
        recommendedAction: null,
      },
      sourceIdentity: { id: '1', type: 'User', displayName: 'Person 1', details: {} },
      sourceSystem: { id: expect.any(String), name: 'API', details: {} },
      targetIdentity: { id: found?.id, type: 'User', displayName: 'Person 1', details: {} },
      targetSystem: {
        id: expect.any(String),
        name: 'Azure Active Directory',
        details: {
          ApplicationId: CLIENT_ID,
          ServicePrincipalId: PRINCIPAL_ID,
          ServicePrincipalDisplayName: 'HR inbound',
        },
      },
      dryRun: false,
      notes: [],
    });
    expect(answer.provisioningSteps.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'Import Success',
      'Scoping Success',
      'Matching Success',
      'Processing Success',
      'Export Skipped',
    ]);
    for (const { timestamp } of answer.provisioningSteps) expect(timestamp).toBe('2026-01-15T09:30:03.0000000Z');
  });

  test('for an update lists what was changed', async () => {
    await scenes.provision(person('1'));
    const answer = await ask({ objectId: '1', data: person('1', { title: 'Tour Lead' }) });
    expect(answer).toMatchObject({
      action: 'Update',
      statusInfo: { status: 'Success', errorCode: null, reason: null, errorCategory: null },
      modifiedProperties: [{ displayName: 'jobTitle', oldValue: null, newValue: 'Tour Lead' }],
    });
  });

  test('for a failure says what went wrong and what to do', async () => {
    const answer = await ask({ data: person('9', { userName: 'nine@elsewhere.example' }) });
    expect(answer).toMatchObject({
      action: 'Create',
      reportableIdentifier: '9',
      statusInfo: {
        status: 'Failure',
        errorCode: 'InvalidDomain',
        errorCategory: 'NonServiceFailure',
        recommendedAction: expect.stringContaining('verified domain'),
      },
    });
    expect(step(answer, 'Export')?.status).toBe('Failure');
  });

  test('for a person without a name of any account falls back on the externalId', async () => {
    const answer = await ask({ data: { externalId: '9' } }, { dryRun: true });
    expect(answer.reportableIdentifier).toBe('9');
  });
});

test('the entry is in the provisioning log', async () => {
  const answer = await ask({ data: person('9') });
  const [logged] = await bench.log('9');
  expect(logged?.entry.changeId).toBe(answer.changeId);
  expect(logged?.entry.steps.map(({ name }) => name)).toEqual(answer.provisioningSteps.map(({ name }) => name));
});

describe('a dry run', () => {
  test('says so, and shows no account that does not exist', async () => {
    const answer = await ask({ data: person('9') }, { dryRun: true });
    expect(answer).toMatchObject({
      action: 'Create',
      targetIdentity: { id: '' },
      dryRun: true,
      notes: ['This was a dry run: nothing was written.'],
    });
    expect(await bench.log()).toEqual([]);
  });

  test('shows a disable, which on demand is not done', async () => {
    await scenes.provision(person('1'));
    const inactive = { objectId: '1', data: person('1', { active: false }) };
    expect(await ask(inactive, { dryRun: true })).toMatchObject({
      action: 'Disable',
      statusInfo: { status: 'Success' },
    });
    expect(await ask(inactive)).toMatchObject({
      action: 'Disable',
      statusInfo: {
        status: 'Skipped',
        reason:
          'On-demand provisioning neither disables nor deletes accounts, because the deletion guard would not see them coming.',
        recommendedAction: 'Upload the person instead.',
      },
    });
  });
});

describe('a job that does not run', () => {
  const quarantine = {
    reason: 'EncounteredQuarantineException' as const,
    seriesBegan: 0,
    currentBegan: 0,
    seriesCount: 0,
    nextAttempt: Number.MAX_SAFE_INTEGER,
  };
  const error = { code: 'InvalidCredentials', message: 'The token has expired.', tenantActionable: true };

  test.each([
    {
      name: 'paused',
      change: { state: 'Paused' as const },
      note: 'The job is paused: uploads wait until it is started.',
    },
    { name: 'never started', change: { started: false }, note: 'The job was never started: uploads wait until it is.' },
    {
      name: 'in quarantine',
      change: { quarantine: { ...quarantine, error } },
      note: 'The job is in quarantine (EncounteredQuarantineException). The token has expired.',
    },
    {
      name: 'in quarantine without a word why',
      change: { quarantine: { ...quarantine, error: null } },
      note: 'The job is in quarantine (EncounteredQuarantineException).',
    },
  ])('is $name: the person is provisioned all the same, and told so', async ({ change, note }) => {
    await scenes.provision(person('1'));
    await scenes.changeJob(change);
    const answer = await ask({ objectId: '1', data: person('1', { title: 'Tour Lead' }) });
    expect(answer).toMatchObject({ action: 'Update', statusInfo: { status: 'Success' }, notes: [note] });
  });
});

describe('refusals', () => {
  const subject = { objectId: '1' };
  const place = 'parameters[0].subjects[0]';

  test.each<{ name: string; body: () => unknown; message: string }>([
    { name: 'no JSON', body: () => '{', message: 'The body must be JSON' },
    { name: 'no object', body: () => [], message: 'The body must be a JSON object.' },
    { name: 'no parameters', body: () => ({}), message: 'parameters must be an array of one object.' },
    {
      name: 'two of them',
      body: () => ({ parameters: [{}, {}] }),
      message: 'parameters must be an array of one object.',
    },
    {
      name: 'no rule',
      body: () => ({ parameters: [{ subjects: [subject] }] }),
      message: 'parameters[0].ruleId must be a non-empty string.',
    },
    {
      name: 'no subject',
      body: () => ({ parameters: [{ ruleId, subjects: [] }] }),
      message: 'parameters[0].subjects must be an array of one object.',
    },
    {
      name: 'two subjects',
      body: () => ({ parameters: [{ ruleId, subjects: [subject, subject] }] }),
      message: 'parameters[0].subjects must be an array of one object.',
    },
    {
      name: 'a group',
      body: () => about({ ...subject, objectTypeName: 'Group' }),
      message: `${place}.objectTypeName must be User.`,
    },
    { name: 'nobody', body: () => about({}), message: `${place}.objectId must be the externalId of a person.` },
    {
      name: 'somebody without a name',
      body: () => about({ objectId: ' ' }),
      message: `${place}.objectId must be a non-empty string, the externalId of a person.`,
    },
    {
      name: 'data that is none',
      body: () => about({ data: 'x' }),
      message: `${place}.data must be an object, a SCIM user.`,
    },
    {
      name: "nobody's data",
      body: () => about({ data: { userName: 'x' } }),
      message: `${place}.data.externalId must say whose data it is.`,
    },
    {
      name: "somebody else's data",
      body: () => about({ objectId: '1', data: person('2') }),
      message: `${place}.data.externalId must be the same as ${place}.objectId.`,
    },
    {
      name: 'a dry run that may be one',
      body: () => about(subject, { dryRun: 'yes' }),
      message: 'dryRun must be true or false.',
    },
  ])('400 for $name', async ({ body, message }) => {
    const error = await refusal(() =>
      answerOnDemand(callWith(body()), bench.services.house, bench.services.limits.onDemand),
    );
    expect(error.status).toBe(400);
    expect(error.message).toContain(message);
  });

  test('400 for data too large to keep, with the place', async () => {
    const long = 'x'.repeat(1_025);
    const error = await refusal(() =>
      answerOnDemand(callWith(about({ data: person(long) })), bench.services.house, bench.services.limits.onDemand),
    );
    expect(error.status).toBe(400);
    expect(error.details).toEqual([
      {
        code: 'InvalidValue',
        target: `${place}.data.externalId`,
        message: `${place}.data.externalId must have at most 1024 characters.`,
      },
    ]);
  });

  test('404 for a rule the schema does not have', async () => {
    const body = { parameters: [{ ruleId: 'other', subjects: [subject] }] };
    const { status, code, message } = await refusal(() =>
      answerOnDemand(callWith(body), bench.services.house, bench.services.limits.onDemand),
    );
    expect([status, code]).toEqual([404, 'Request_ResourceNotFound']);
    expect(message).toContain("Resource 'other' does not exist");
  });

  test('404 for a person nobody uploaded, with the way out', async () => {
    const error = await refusal(() =>
      answerOnDemand(callWith(about({ objectId: 'nobody' })), bench.services.house, bench.services.limits.onDemand),
    );
    expect([error.status, error.code]).toEqual([404, 'Request_ResourceNotFound']);
    expect(error.message).toBe(
      "Nothing is known of User 'nobody': upload the person first, or send the data along as parameters[0].subjects[0].data. What was uploaded is known once it has been processed.",
    );
  });

  test('404 for a job of another service principal', async () => {
    const params = { servicePrincipalId: 'other', jobId: JOB_ID };
    const error = await refusal(() =>
      answerOnDemand(callWith(about(subject), { params }), bench.services.house, bench.services.limits.onDemand),
    );
    expect(error.status).toBe(404);
  });

  test('403 for an application that does not own the job, and none for one that does', async () => {
    await scenes.provision(person('1'));
    const owned = { roles: ['Application.ReadWrite.OwnedBy'] };
    const stranger = callWith(about(subject), { ...owned, appId: 'stranger' });
    expect(
      (await refusal(() => answerOnDemand(stranger, bench.services.house, bench.services.limits.onDemand))).status,
    ).toBe(403);
    const owner = callWith(about(subject), { ...owned, appId: CLIENT_ID });
    expect((await answerOnDemand(owner, bench.services.house, bench.services.limits.onDemand)).status).toBe(200);
  });

  test('409 while another worker has the person, and what was sent along is not lost', async () => {
    await scenes.provision(person('1'));
    const { people, ledger } = bench.services.house;
    const stored = (await people.load(JOB_ID, ['1'])).get('1');
    if (stored === undefined) throw new Error('Nobody was loaded.');
    const claim = { by: 'another worker', until: bench.clock.now() + 3_600_000 };
    await ledger.write([{ ...stored, person: { ...stored.person, claim } }]);

    const known = await refusal(() => ask({ objectId: '1' }));
    expect([known.status, known.message]).toEqual([409, "User '1' is being provisioned already; ask again."]);
    const given = await refusal(() => ask({ data: person('1', { title: 'Tour Lead' }) }));
    expect(given.message).toBe(
      "User '1' is being provisioned already; ask again. The data sent along is processed next; see the log.",
    );
    await scenes.pass(3_600_000);
    await scenes.pass(60_000);
    expect((await bench.services.directory.find('employeeId', '1', 1))[0]?.properties.jobTitle).toBe('Tour Lead');
  });

  test('429 for the sixth request within ten seconds, with the true time to wait', async () => {
    await scenes.provision(person('1'));
    const asked = () => answerOnDemand(callWith(about(subject)), bench.services.house, bench.services.limits.onDemand);
    for (let count = 0; count < 5; count += 1) expect((await asked()).status).toBe(200);
    bench.clock.advance(2_500);
    const { status, code, headers } = await refusal(asked);
    expect([status, code, headers['Retry-After']]).toEqual([429, 'TooManyRequests', '8']);
    bench.clock.advance(7_500);
    expect((await asked()).status).toBe(200);
  });
});

test('a target that cannot be reached is a step that failed, as Graph shows it', async () => {
  await scenes.provision(person('1'));
  const lost = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
  const unreachable = {
    ...bench.services.house,
    contexts: { ...bench.services.house.contexts, get: () => Promise.reject(lost) },
  };
  const call = callWith(about({ objectId: '1' }));
  const { status, body } = await answerOnDemand(call, unreachable, bench.services.limits.onDemand);
  expect(status).toBe(200);
  const [answer] = JSON.parse((body as { value: string }).value) as [Answer];
  expect(answer.statusInfo).toMatchObject({ status: 'Failure', errorCode: 'EndpointUnavailable' });
  expect(answer.provisioningSteps.map(({ name, status: came }) => `${name}: ${came}`)).toEqual([
    'Test connection: Failure',
  ]);
});

/** Seed 002, "Debugging Attribute Mappings", followed advice by advice. */
describe('Debugging Attribute Mappings', () => {
  const remap = (target: string, change: (one: AttributeMapping) => AttributeMapping) =>
    scenes.changeSchema((schema) => ({
      ...schema,
      synchronizationRules: schema.synchronizationRules.map((rule) => ({
        ...rule,
        objectMappings: rule.objectMappings.map((all) => ({
          ...all,
          attributeMappings: all.attributeMappings.map((one) =>
            one.targetAttributeName === target ? change(one) : one,
          ),
        })),
      })),
    }));

  async function explained(target: string, subject: object, more: object = {}) {
    const answer = await ask(subject, more);
    return answer.provisioningSteps.find(({ name }) => name === 'Attribute Mapping')?.details[target];
  }

  const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const DEPARTMENT = `${ENTERPRISE}:department`;

  test('the step shows source value, expression and resulting value of every mapped attribute', async () => {
    await remap('jobTitle', () => mapping('jobTitle', `Join(", ", [title], [${DEPARTMENT}])`));
    const data = person('1', { title: 'Guide', [ENTERPRISE]: { department: 'Tours' } });
    const answer = await ask({ data });
    const found = answer.provisioningSteps.find(({ name }) => name === 'Attribute Mapping');
    expect(found).toMatchObject({ type: 'Processing', status: 'Success' });
    expect(found?.details.jobTitle).toEqual({
      sourceValues: { title: 'Guide', [DEPARTMENT]: 'Tours' },
      expression: `Join(", ", [title], [${DEPARTMENT}])`,
      result: 'Guide, Tours',
      comparedWith: null,
      written: true,
      reason: 'The account is new.',
    });
    const { compiled } = (await bench.services.house.contexts.find(JOB_ID)) ?? {};
    expect(Object.keys(found?.details ?? {})).toEqual(compiled?.mappings.map(({ target }) => target));
  });

  test('an expression that fails says so, beside those that do not', async () => {
    await remap('jobTitle', () => mapping('jobTitle', 'FormatDateTime([title], , "yyyy-MM-dd", "dd.MM.yyyy")'));
    const answer = await ask({ data: person('1', { title: 'no date' }) }, { dryRun: true });
    const found = answer.provisioningSteps.find(({ name }) => name === 'Attribute Mapping');
    expect(found).toMatchObject({
      status: 'Failure',
      details: {
        jobTitle: { sourceValues: { title: 'no date' }, result: null, written: false },
        displayName: { result: 'Person 1', reason: 'Another mapping failed, so it is not written for this user.' },
      },
    });
  });

  test('a null without a default is left out, and the fallback pattern fills it', async () => {
    await scenes.provision(person('1', { [ENTERPRISE]: { department: 'Tours' } }));
    const question = { data: person('1', { [ENTERPRISE]: { department: null } }) };
    expect(await explained('department', question, { dryRun: true })).toMatchObject({
      sourceValues: { [DEPARTMENT]: null },
      result: null,
      comparedWith: 'Tours',
      written: false,
      reason: 'The source has no value and null does not flow; the account keeps its own.',
    });
    const fallback = `IIF(IsNullOrEmpty([${DEPARTMENT}]), "Unassigned", [${DEPARTMENT}])`;
    await remap('department', () => mapping('department', fallback));
    expect(await explained('department', question, { dryRun: true })).toMatchObject({
      expression: fallback,
      result: 'Unassigned',
      comparedWith: 'Tours',
      written: true,
      reason: 'The account has another value.',
    });
  });

  test('a mapping that applies only during creation explains why an update leaves the value', async () => {
    await scenes.provision(person('1', { title: 'Tour Guide' }));
    await remap('jobTitle', (one) => ({ ...one, flowType: 'ObjectAddOnly' }));
    expect(await explained('jobTitle', { data: person('1', { title: 'Tour Lead' }) })).toMatchObject({
      sourceValues: { title: 'Tour Lead' },
      comparedWith: 'Tour Guide',
      written: false,
      reason: 'The mapping applies only during object creation.',
    });
  });

  test('a mapping saved a moment ago is the one that is tried', async () => {
    await scenes.provision(person('1', { title: 'Tour Guide' }));
    await bench.services.house.contexts.get(JOB_ID); // remembered
    const stored = await bench.services.house.jobs.getSchema(JOB_ID);
    if (stored === undefined) throw new Error('The schema is gone.');
    const text = JSON.stringify(stored.value).replaceAll('"[title]"', '"ToUpper([title], )"');
    await bench.services.house.jobs.putSchema(JOB_ID, JSON.parse(text)); // as another instance would
    expect(await explained('jobTitle', { objectId: '1' }, { dryRun: true })).toMatchObject({ result: 'TOUR GUIDE' });
  });

  test('what is redacted stays so', async () => {
    await remap('jobTitle', () => mapping('jobTitle', 'Redact([title])'));
    const { body } = await answerOnDemand(
      callWith(about({ data: person('1', { title: 'Secret agent' }) })),
      bench.services.house,
      bench.services.limits.onDemand,
    );
    expect(JSON.stringify(body)).not.toContain('Secret agent');
    expect(JSON.stringify(body)).toContain('[Redact]');
  });
});

describe('rematch', () => {
  async function vanish(): Promise<string> {
    const [found] = await bench.services.directory.find('employeeId', '1', 1);
    await bench.services.directory.delete(found?.id ?? '');
    await bench.services.directory.purge(found?.id ?? '');
    return found?.id ?? '';
  }

  test('makes the account anew that was deleted by hand', async () => {
    await scenes.provision(person('1'));
    const before = await vanish();
    expect(await ask({ objectId: '1' })).toMatchObject({ statusInfo: { errorCode: 'InvalidAnchor' } });
    const answer = await ask({ objectId: '1' }, { rematch: true });
    expect(answer).toMatchObject({ action: 'Create' });
    expect(answer.targetIdentity.id).not.toBe(before);
  });

  test('of a rehearsal shows whose account it would be, and forgets nothing', async () => {
    await scenes.provision(person('1'));
    const before = await vanish();
    expect(await ask({ objectId: '1' }, { rematch: true, dryRun: true })).toMatchObject({ action: 'Create' });
    expect((await scenes.person('1')).link?.targetAnchor).toBe(before);
  });

  test('is not for those who may only run the job, nor without true or false', async () => {
    await scenes.provision(person('1'));
    const asked = (rematch: unknown, roles: readonly string[]) =>
      refusal(() =>
        answerOnDemand(
          callWith(about({ objectId: '1' }, { rematch }), { roles }),
          bench.services.house,
          bench.services.limits.onDemand,
        ),
      );
    expect(await asked(true, ['Muster.Job.Operate'])).toMatchObject({ status: 403 });
    bench.clock.advance(3_000);
    expect(await asked('yes', ADMIN)).toMatchObject({ status: 400, message: 'rematch must be true or false.' });
  });
});
