/**
 * "Troubleshooting Provisioning Failures", its common error patterns in a SCIM service: each as an administrator meets it,
 * and its fix as the document has it. Invalid credentials are played in `quarantine.test.ts`.
 */
import { eventually } from '../support/eventually';
import { ENTERPRISE_USER, type HrClient, hrClient, person, withExpression } from '../support/hrClient';
import { openJob, saveSecrets, TARGETS_ENVIRONMENT } from '../support/openJob';
import { type ScimServer, startScimServer } from '../support/scimServer';
import { type Strangeness, startStrangeScimServer } from '../support/strangeScimServer';
import { openStage } from './stack';

const stage = openStage({ ...TARGETS_ENVIRONMENT });

const secretsOf = ({ baseUrl, token }: { readonly baseUrl: string; readonly token: string }) => ({
  BaseAddress: baseUrl,
  SecretToken: token,
});

/** A job of its own into `server`. */
async function jobInto(server: { readonly baseUrl: string; readonly token: string }): Promise<HrClient> {
  return hrClient(await openJob(stage().stack, { templateId: 'API2SCIM', secrets: secretsOf(server) }));
}

/** The quarantine an administrator finds on the job. */
function quarantined(hr: HrClient): Promise<unknown> {
  return eventually(async () => {
    const { quarantine } = (await hr.job()).status;
    expect(quarantine).not.toBeNull();
    return quarantine;
  });
}

const restart = (hr: HrClient, resetScope: string) => hr.control('restart', 'POST', { criteria: { resetScope } });
const testConnection = (hr: HrClient) => hr.control('validateCredentials', 'POST', { useSavedCredentials: true });

describe('Common Error Patterns', () => {
  let server: ScimServer;
  let hr: HrClient;
  const userOf = (externalId: string) => [...server.users.values()].find((user) => user.externalId === externalId);

  beforeAll(async () => {
    server = await startScimServer();
    hr = await jobInto(server);
  });
  afterAll(() => server.close());

  test('Missing Required Attributes', async () => {
    await hr.upload({ externalId: 'req-1', displayName: 'Nobody', active: true });
    const failed = await hr.entry('req-1', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'MandatoryFieldsMissing',
      reason: expect.stringContaining('userName'),
    });
    const fallback = 'IIF(IsNullOrEmpty([userName]), Join("", "unnamed-", [externalId]), [userName])';
    await hr.changeMapping((mapping) => withExpression(mapping, 'userName', fallback));
    await hr.upload({ externalId: 'req-1', displayName: 'Nobody', active: true });
    await hr.entry('req-1', { status: 'success', action: 'create' });
    expect(userOf('req-1')).toMatchObject({ userName: 'unnamed-req-1' });
  });

  test('Unique Constraint Violations (Duplicate Values)', async () => {
    await hr.changeMapping((mapping) =>
      withExpression(mapping, 'userName', 'ToLower([userName])', { matchingPriority: 0 }),
    );
    await hr.upload(person('dup-1', { userName: 'Same@example.com' }));
    await hr.entry('dup-1', { status: 'success' });
    await hr.upload(person('dup-2', { userName: 'Same@example.com' }));
    const failed = await hr.entry('dup-2', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'EntryConflict',
      reason: expect.stringContaining('userName'),
    });
    const disambiguated = 'Join(".", [externalId], ToLower([userName]))';
    await hr.changeMapping((mapping) =>
      withExpression(mapping, 'userName', disambiguated, { flowType: 'ObjectAddOnly' }),
    );
    expect(await hr.onDemand('dup-2', { dryRun: true })).toContain('dup-2.same@example.com');
    expect(userOf('dup-2')).toBeUndefined();
    await hr.upload(person('dup-2', { userName: 'Same@example.com' }));
    await hr.entry('dup-2', { status: 'success', action: 'create' });
    expect(userOf('dup-2')).toMatchObject({ userName: 'dup-2.same@example.com' });
    expect(userOf('dup-1')).toMatchObject({ userName: 'same@example.com' });
  });

  test('Matching Failures', async () => {
    const other = await startScimServer();
    try {
      const before = await fetch(`${other.baseUrl}/Users`, {
        method: 'POST',
        headers: { authorization: `Bearer ${other.token}`, 'content-type': 'application/scim+json' },
        body: JSON.stringify({
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
          userName: 'before@example.com',
          emails: [{ type: 'work', value: 'ann@example.com' }],
        }),
      });
      expect(before.status).toBe(201);
      const matching = await jobInto(other);
      const email = 'emails[type eq "work"].value';
      await matching.changeMapping((mapping) =>
        withExpression(
          withExpression(mapping, 'userName', '[userName]', { matchingPriority: 0 }),
          email,
          `[${email}]`,
          { matchingPriority: 2 },
        ),
      );
      const emails = [{ type: 'work', value: 'ann@example.com' }];
      await matching.upload(person('match-1', { userName: 'ann.lee@example.com', emails }));
      const taken = await matching.entry('match-1', { status: 'success', action: 'update' });
      expect(taken.provisioningSteps.find(({ name }) => name === 'Match user')?.description).toContain(
        'ann@example.com',
      );
      expect([...other.users.values()]).toMatchObject([{ externalId: 'match-1', userName: 'ann.lee@example.com' }]);
    } finally {
      await saveSecrets(stage().stack, secretsOf(server)); // jobs of one service principal share them
      await other.close();
    }
  });

  test('Reference Attribute Failures', async () => {
    await hr.upload(person('ref-2', { [ENTERPRISE_USER]: { manager: { value: 'ref-1' } } }));
    const waiting = await hr.entry('ref-2', { status: 'success', action: 'create' });
    expect(waiting.provisioningSteps.find(({ name }) => name === 'Resolve reference')?.status).toBe('warning');
    await hr.upload(person('ref-1'));
    await eventually(async () => {
      expect(userOf('ref-2')).toMatchObject({ [ENTERPRISE_USER]: { manager: { value: userOf('ref-1')?.id } } });
    });
  });
});

describe('SCIM Compliance Errors', () => {
  test.each<{ violation: string; strangeness: Strangeness; says: string }>([
    { violation: '404 instead of an empty result', strangeness: { emptySearch404: true }, says: '404' },
    { violation: 'the wrong content type', strangeness: { contentType: 'text/plain' }, says: 'text/plain' },
    {
      violation: 'filters that are ignored',
      strangeness: { ignoresFilter: true },
      says: 'who do not have the value searched for',
    },
  ])(
    '$violation: the job stops at once, says so, and goes on when the service is cured',
    async ({ strangeness, says }) => {
      const server = await startStrangeScimServer();
      try {
        const hr = await jobInto(server);
        await hr.upload(person('there', { userName: 'there@example.com' }));
        await hr.entry('there', { status: 'success', action: 'create' });

        server.strangeness = strangeness;
        await hr.upload(person('new', { userName: 'new@example.com' }));
        const failed = await hr.entry('new', { status: 'failure' });
        expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
          errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
          reason: expect.stringMatching(`^SCIM compliance issue: .*${says}`),
        });
        expect(await quarantined(hr)).toMatchObject({ reason: 'EncounteredQuarantineException' });
        expect(await (await testConnection(hr)).json()).toMatchObject({
          error: { message: expect.stringContaining(says) },
        });
        expect(server.users.size).toBe(1);

        server.strangeness = {};
        expect((await testConnection(hr)).status).toBe(204);
        expect((await restart(hr, 'Quarantine')).status).toBe(204);
        await hr.upload(person('new', { userName: 'new@example.com' }));
        await hr.entry('new', { status: 'success', action: 'create' });
        expect(server.users.size).toBe(2);
      } finally {
        await server.close();
      }
    },
  );

  test('PATCH is refused: the person fails and the neighbours go on; a profile without PATCH cures it', async () => {
    const server = await startScimServer({ patch: false });
    try {
      const hr = await jobInto({ ...server, baseUrl: `${server.baseUrl}?profile=rfc` });
      await hr.upload(person('old', { title: 'Guide' }));
      await hr.entry('old', { status: 'success', action: 'create' });
      await hr.upload(person('old', { title: 'Lead' }), person('next'));
      const failed = await hr.entry('old', { status: 'failure', action: 'update' });
      expect(failed.provisioningStatusInfo.errorInformation?.reason).toContain('noPatch');
      await hr.entry('next', { status: 'success', action: 'create' });
      expect((await hr.job()).status.quarantine).toBeNull();

      await saveSecrets(stage().stack, secretsOf({ ...server, baseUrl: `${server.baseUrl}?profile=noPatch` }));
      await hr.upload(person('old', { title: 'Lead' }));
      await hr.entry('old', { status: 'success', action: 'update' });
      expect([...server.users.values()].find(({ externalId }) => externalId === 'old')).toMatchObject({
        title: 'Lead',
      });
    } finally {
      await server.close();
    }
  });
});
