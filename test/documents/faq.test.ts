/** "Frequently asked questions about API-driven inbound provisioning": each question's answer is true of Muster. */
import { eventually } from '../support/eventually';
import { bulk, ENTERPRISE_USER, person, withExpression } from '../support/hrClient';
import { openStage } from './stack';

const stage = openStage();
const CONTOSO = 'urn:ietf:params:scim:schemas:extension:contoso:1.0:User';

test('How is the new inbound provisioning /bulkUpload API different from MS Graph Users API?', async () => {
  const { hr, stack } = stage();
  const asGraph = await stack.call('/v1.0/users', { method: 'POST', body: bulk(person('1')) });
  expect(asGraph.status).toBe(400); // OData there, SCIM here
  const accepted = await hr.upload(person('diff-1'));
  expect(accepted.status).toBe(202);
  expect(await accepted.text()).toBe(''); // worked on later
  await hr.entry('diff-1', { action: 'create', status: 'success' });
});

test('Is the inbound provisioning /bulkUpload API a standard SCIM endpoint?', async () => {
  const { hr } = stage();
  await hr.upload(person('sem-1', { costCenter: '4130', badgeId: 'B-7' })); // any attribute, and no word of create or update
  await hr.entry('sem-1', { action: 'create' });
  await hr.upload(person('sem-1', { title: 'Lead' }));
  await hr.entry('sem-1', { action: 'update' });
});

test('Does the provisioning /bulkUpload API support on-premises Active Directory domains as a target?', async () => {
  const { stack } = stage();
  const jobs = `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization/jobs`;
  const created = await stack.call(jobs, { method: 'POST', body: JSON.stringify({ templateId: 'API2AD' }) });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as { id: string };
  const schema = (await (await stack.call(`${jobs}/${id}/schema`)).json()) as { directories: { name: string }[] };
  expect(schema.directories.map(({ name }) => name)).toEqual(['API', 'Active Directory']);
  await stack.call(`${jobs}/${id}`, { method: 'DELETE' });
});

test('How do we get the /bulkUpload API endpoint for our provisioning app?', async () => {
  const { stack } = stage();
  const { baseUrl, servicePrincipalId, jobId } = stack.info;
  const endpoint = `${baseUrl}/beta/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}/bulkUpload`;
  const headers = { 'content-type': 'application/scim+json' };
  expect((await stack.call(endpoint, { method: 'POST', body: bulk(person('ep-1')), headers })).status).toBe(202);
});

test('How do we perform a full sync using the provisioning /bulkUpload API?', async () => {
  const { hr } = stage();
  const everybody = Array.from({ length: 120 }, (_, index) => person(`full-${index}`));
  for (let first = 0; first < everybody.length; first += 50) await hr.upload(...everybody.slice(first, first + 50));
  await hr.entry('full-119', { action: 'create', status: 'success' });
  await eventually(async () => {
    const progress = await hr.logs("contains(sourceIdentity/id, 'full-')");
    expect(progress).toHaveLength(120);
  });
});

test('How do we perform delta sync using the provisioning /bulkUpload API?', async () => {
  const { hr } = stage();
  await hr.upload(person('full-7', { title: 'Changed' }));
  await hr.entry('full-7', { action: 'update' });
  expect(await hr.logsOf('full-8')).toHaveLength(1);
});

describe('How does restart provisioning work?', () => {
  test('Scenario 1: a running job finishes what it has', async () => {
    const { hr } = stage();
    await hr.upload(...Array.from({ length: 50 }, (_, index) => person(`run-${index}`)));
    expect((await hr.control('restart', 'POST')).status).toBe(204);
    await hr.entry('run-49', { action: 'create', status: 'success' });
    for (const externalId of ['run-0', 'run-24']) expect(await hr.user(externalId)).toBeDefined();
    await hr.upload(person('run-new')); // the cycle after it takes what comes
    await hr.entry('run-new', { action: 'create', status: 'success' });
  });

  test('Scenario 2: a job that is not running purges what was uploaded before, and says so', async () => {
    const { hr } = stage();
    await eventually(async () => expect((await hr.job()).status.progress).toEqual([]));
    await hr.control('pause', 'POST');
    await hr.upload(person('purged-1'));
    expect((await hr.control('restart', 'POST')).status).toBe(204);
    const purged = await hr.entry('purged-1', { status: 'skipped' });
    expect(purged.provisioningStatusInfo.errorInformation?.reason).toContain('restarted');
    expect(await hr.user('purged-1')).toBeUndefined();
    await hr.upload(person('purged-1'));
    await hr.entry('purged-1', { action: 'create', status: 'success' });
  });
});

test('How do we create users using the provisioning /bulkUpload API endpoint?', async () => {
  const { hr } = stage();
  await hr.upload(person('new-1'));
  const created = await hr.entry('new-1', { action: 'create', status: 'success' });
  const match = created.provisioningSteps.find(({ name }) => name === 'Match user');
  expect(match?.details).toEqual({ employeeId: 'new-1' });
  expect(await hr.user('new-1')).toMatchObject({ employeeId: 'new-1' });
});

test('How do we generate unique values for UPN?', async () => {
  const { hr } = stage();
  const candidates = [
    'SelectUniqueValue(',
    'Join("@", NormalizeDiacritics([name.givenName]), DefaultDomain()), ',
    'Join("@", Join(".", NormalizeDiacritics([name.givenName]), "2"), DefaultDomain()))',
  ].join('');
  const saved = await hr.changeMapping((mapping) =>
    withExpression(mapping, 'userPrincipalName', candidates, { flowType: 'ObjectAddOnly' }),
  );
  expect(saved.status).toBe(204);
  await hr.upload(person('uniq-1', { name: { givenName: 'Zoë' } }));
  await hr.entry('uniq-1', { status: 'success' });
  await hr.upload(person('uniq-2', { name: { givenName: 'Zoe' } }));
  await hr.entry('uniq-2', { status: 'success' });
  expect((await hr.user('uniq-1'))?.userPrincipalName).toBe('Zoe@example.com');
  expect((await hr.user('uniq-2'))?.userPrincipalName).toBe('Zoe.2@example.com');
  await hr.control('schema', 'DELETE');
});

test('How do we send more HR attributes to the provisioning /bulkUpload API endpoint?', async () => {
  const { hr } = stage();
  const schema = (await (await hr.control('schema', 'GET')).json()) as {
    directories: { objects: { attributes: { name: string }[] }[] }[];
  };
  schema.directories[0]?.objects[0]?.attributes.push({ name: `${CONTOSO}:JobCode` });
  expect((await hr.control('schema', 'PUT', schema)).status).toBe(204);
  await hr.changeMapping((mapping) => withExpression(mapping, 'jobTitle', `Append([${CONTOSO}:JobCode], " (code)")`));
  await hr.upload(person('ext-1', { [CONTOSO]: { JobCode: 'J-12' } }));
  await hr.entry('ext-1', { status: 'success' });
  expect(await hr.user('ext-1')).toMatchObject({ jobTitle: 'J-12 (code)' });
  await hr.control('schema', 'DELETE');
});

test('How do we exclude certain users from the provisioning flow?', async () => {
  const { hr } = stage();
  const clauses = [
    {
      sourceOperandName: `${ENTERPRISE_USER}:department`,
      operatorName: 'NOT EQUALS',
      targetOperand: { values: ['Sales'] },
    },
  ];
  await hr.changeMapping((mapping) => ({ ...mapping, scope: { groups: [{ name: 'No Sales', clauses }] } }));
  await hr.upload(
    person('scope-1', { [ENTERPRISE_USER]: { department: 'Sales' } }),
    person('scope-2', { [ENTERPRISE_USER]: { department: 'Finance' } }),
  );
  await hr.entry('scope-1', { status: 'skipped' });
  await hr.entry('scope-2', { status: 'success', action: 'create' });
  expect(await hr.user('scope-1')).toBeUndefined();
  await hr.control('schema', 'DELETE');
});

test('How do we update users using the provisioning /bulkUpload API endpoint?', async () => {
  const { hr } = stage();
  await hr.upload(person('upd-1', { title: 'Before' }));
  await hr.entry('upd-1', { action: 'create', status: 'success' });
  await hr.upload(person('upd-1', { title: 'After' }));
  const updated = await hr.entry('upd-1', { action: 'update', status: 'success' });
  expect(updated.modifiedProperties).toEqual([{ displayName: 'jobTitle', oldValue: 'Before', newValue: 'After' }]);
});

test('Can we create more than one app that supports API-driven inbound provisioning?', async () => {
  const { hr, stack } = stage();
  const jobs = `/v1.0/servicePrincipals/${stack.info.servicePrincipalId}/synchronization/jobs`;
  const { id } = (await (
    await stack.call(jobs, { method: 'POST', body: JSON.stringify({ templateId: 'API2AAD' }) })
  ).json()) as { id: string };
  const schema = (await (await stack.call(`${jobs}/${id}/schema`)).json()) as {
    synchronizationRules: {
      objectMappings: { flowTypes: string; attributeMappings: { targetAttributeName: string }[] }[];
    }[];
  };
  const [mapping] = schema.synchronizationRules[0]?.objectMappings ?? [];
  if (mapping === undefined) throw new Error('The schema has no mapping.');
  mapping.flowTypes = 'Update'; // the badge system's job: two attributes, and it never creates anybody
  mapping.attributeMappings = mapping.attributeMappings.filter(({ targetAttributeName }) =>
    ['employeeId', 'mobile', 'facsimileTelephoneNumber'].includes(targetAttributeName),
  );
  expect((await stack.call(`${jobs}/${id}/schema`, { method: 'PUT', body: JSON.stringify(schema) })).status).toBe(204);
  await stack.call(`${jobs}/${id}/start`, { method: 'POST' });

  await hr.upload(person('two-1', { title: 'From HR' }));
  await hr.entry('two-1', { status: 'success' });
  const badge = person('two-1', { title: 'Not theirs', phoneNumbers: [{ type: 'mobile', value: '+1 555 0100' }] });
  const headers = { 'content-type': 'application/scim+json' };
  const body = bulk(badge, person('two-2'));
  expect((await stack.call(`${jobs}/${id}/bulkUpload`, { method: 'POST', body, headers })).status).toBe(202);
  await eventually(async () => {
    const user = await hr.user('two-1');
    const full = (await (await stack.call(`/v1.0/users/${user?.id}?$select=mobilePhone,jobTitle`)).json()) as object;
    expect(full).toMatchObject({ mobilePhone: '+1 555 0100', jobTitle: 'From HR' });
  });
  expect(await hr.user('two-2')).toBeUndefined();
});

test('How do we process terminations using the /bulkUpload API endpoint?', async () => {
  const { hr } = stage();
  await hr.upload(person('term-1'));
  await hr.entry('term-1', { status: 'success' });
  await hr.upload({ externalId: 'term-1', active: false });
  await hr.entry('term-1', { action: 'disable', status: 'success' });
  expect((await hr.user('term-1'))?.accountEnabled).toBe(false);
  await hr.upload({ externalId: 'term-1', active: true });
  await hr.entry('term-1', { action: 'update', status: 'success' });
  expect((await hr.user('term-1'))?.accountEnabled).toBe(true);
});

describe('How can we prevent accidental disabling/deletion of users?', () => {
  test('by a threshold, which the job shows', async () => {
    const { hr } = stage();
    expect((await hr.control('', 'PATCH', { schedule: { accidentalDeletionThreshold: 7 } })).status).toBe(204);
    const job = (await (await hr.control('', 'GET')).json()) as { synchronizationJobSettings: object[] };
    expect(job.synchronizationJobSettings).toContainEqual({ name: 'QuarantineTooManyDeletesThreshold', value: '7' });
  });

  test('Recovering deleted accounts', async () => {
    const { hr, stack } = stage();
    await hr.upload(person('del-1'));
    await hr.entry('del-1', { status: 'success' });
    const user = await hr.user('del-1');
    expect((await stack.call(`/v1.0/users/${user?.id}`, { method: 'DELETE' })).status).toBe(204);
    const restored = await stack.call(`/v1.0/directory/deletedItems/${user?.id}/restore`, { method: 'POST' });
    expect(restored.status).toBe(200);
    expect(await hr.user('del-1')).toMatchObject({ id: user?.id });
  });
});

test('Do we need to send all users from the HR system in every request?', async () => {
  const { hr } = stage();
  await hr.upload(person('some-1'), person('some-2'));
  await hr.entry('some-2', { status: 'success' });
  await hr.upload(person('some-1', { title: 'Alone' }));
  await hr.entry('some-1', { action: 'update' });
  expect((await hr.user('some-2'))?.accountEnabled).toBe(true); // absence means nothing
});

test.each([
  'Does the API support all HTTP actions (GET/POST/PUT/PATCH)?',
  'If I want to update a user, do I need to send a PUT/PATCH request?',
])('%s', async () => {
  const { stack } = stage();
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const response = await stack.call(stack.info.bulkUploadUrl, { method });
    expect({ method, status: response.status, allow: response.headers.get('allow') }).toEqual({
      method,
      status: 405,
      allow: 'POST',
    });
  }
});

test('How is writeback supported?', async () => {
  // Inbound only: what the directory made of a person is read from the directory, by the id the source knows.
  const { hr } = stage();
  await hr.upload(person('back-1'));
  await hr.entry('back-1', { status: 'success' });
  expect(await hr.user('back-1')).toMatchObject({ userPrincipalName: 'userback-1@example.com' });
});
