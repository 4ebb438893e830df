/**
 * "Troubleshooting Provisioning Failures", its common error patterns in an Active Directory domain: each as an
 * administrator meets it, and its fix as the document has it.
 */
import { Attribute } from 'ldapts';
import { activeDirectoryEnvironment, activeDirectorySecrets } from '../support/activeDirectoryJob';
import { eventually } from '../support/eventually';
import { ENTERPRISE_USER, type HrClient, hrClient, person, withExpression } from '../support/hrClient';
import { openJob, saveSecrets } from '../support/openJob';
import { type DomainController, startDomainController } from '../support/samba';
import { openStage } from './stack';

let domain: DomainController;
let hr: HrClient;
const stage = openStage(async () => {
  domain = await startDomainController();
  return activeDirectoryEnvironment(domain);
});

beforeAll(async () => {
  hr = hrClient(await openJob(stage().stack, { templateId: 'API2AD', secrets: activeDirectorySecrets(domain) }));
});
afterAll(() => domain.stop());

/** The accounts that have this value, as the domain shows them. */
async function accounts(attribute: string, value: string) {
  const filter = `(&(objectClass=user)(${attribute}=${value}))`;
  const attributes = ['cn', 'sAMAccountName', 'displayName', 'employeeID', 'manager', 'department'];
  return (await domain.admin.search(domain.baseDn, { filter, attributes })).searchEntries;
}

describe('Common Error Patterns', () => {
  test('Missing Required Attributes', async () => {
    const nameless = { externalId: 'req-1', userName: 'req1@example.com', active: true };
    await hr.upload(nameless);
    const failed = await hr.entry('req-1', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'MandatoryFieldsMissing',
      reason: expect.stringContaining('cn'),
    });
    const fallback = 'IIF(IsNullOrEmpty([displayName]), Join(" ", "Unnamed", [externalId]), [displayName])';
    await hr.changeMapping((mapping) => withExpression(mapping, 'cn', fallback));
    await hr.upload(nameless);
    await hr.entry('req-1', { status: 'success', action: 'create' });
    expect(await accounts('employeeID', 'req-1')).toMatchObject([{ cn: 'Unnamed req-1' }]);
  });

  test('Unique Constraint Violations (Duplicate Values): two people of one name', async () => {
    await hr.upload(person('dup-1', { displayName: 'Ann Lee' }), person('dup-2', { displayName: 'Ann Lee' }));
    const outcomes = await eventually(async () => {
      const entries = await Promise.all(['dup-1', 'dup-2'].map((externalId) => hr.logsOf(externalId)));
      expect(entries.map(({ length }) => length)).toEqual([1, 1]);
      return entries.flat();
    });
    const [failed, ...others] = outcomes.filter((entry) => entry.provisioningStatusInfo.status === 'failure');
    expect(others).toEqual([]);
    expect(failed?.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'EntryConflict',
      reason: expect.stringContaining('cn'),
    });

    const disambiguated = 'Join(" ", [displayName], [externalId])';
    await hr.changeMapping((mapping) => withExpression(mapping, 'cn', disambiguated));
    await hr.upload(person(String(failed?.sourceIdentity.id), { displayName: 'Ann Lee' }));
    await hr.entry(String(failed?.sourceIdentity.id), { status: 'success', action: 'create' });
    const names = (await accounts('displayName', 'Ann Lee')).map(({ cn }) => cn).sort();
    expect(names).toEqual(['Ann Lee', `Ann Lee ${failed?.sourceIdentity.id}`]);
  });

  test('Matching Failures: an account made by hand is not found, so its name is taken; a second match finds it', async () => {
    const dn = `CN=Before Muster,${domain.people}`;
    await domain.admin.add(dn, [
      new Attribute({ type: 'objectClass', values: ['user'] }),
      new Attribute({ type: 'sAMAccountName', values: ['before'] }),
    ]);
    const before = person('match-1', { userName: 'before@example.com', displayName: 'Before Muster' });
    const accountName = 'Replace([userName], , "(?<Suffix>@(.)*)", "Suffix", "", , )';
    await hr.changeMapping((mapping) => withExpression(mapping, 'sAMAccountName', accountName));
    await hr.upload(before);
    const failed = await hr.entry('match-1', { status: 'failure' });
    expect(failed.provisioningStatusInfo.errorInformation).toMatchObject({
      errorCode: 'EntryConflict',
      reason: expect.stringContaining('sAMAccountName'),
    });

    await hr.changeMapping((mapping) =>
      withExpression(mapping, 'sAMAccountName', accountName, { matchingPriority: 2 }),
    );
    await hr.upload(before);
    const taken = await hr.entry('match-1', { status: 'success', action: 'update' });
    expect(taken.provisioningSteps.find(({ name }) => name === 'Match user')?.description).toContain("'before'");
    expect(await accounts('sAMAccountName', 'before')).toMatchObject([{ dn, employeeID: 'match-1' }]);
  });

  test('Reference Attribute Failures', async () => {
    await hr.upload(person('ref-2', { [ENTERPRISE_USER]: { manager: { value: 'ref-1' } } }));
    const waiting = await hr.entry('ref-2', { status: 'success', action: 'create' });
    expect(waiting.provisioningSteps.find(({ name }) => name === 'Resolve reference')?.status).toBe('warning');
    await hr.upload(person('ref-1'));
    await eventually(async () => {
      const [manager] = await accounts('employeeID', 'ref-1');
      expect(manager?.dn).toContain('CN=');
      expect(await accounts('employeeID', 'ref-2')).toMatchObject([{ manager: manager?.dn }]);
    });
  });

  test('Invalid Admin Credentials: the password of the service account has been changed', async () => {
    const { stack } = stage();
    await saveSecrets(stack, { ...activeDirectorySecrets(domain), Password: 'what it was before' });
    await hr.upload(person('cred-1'));
    await eventually(async () => {
      expect((await hr.job()).status).toMatchObject({
        code: 'Quarantine',
        quarantine: { reason: 'EncounteredQuarantineException', error: { code: 'InvalidCredentials' } },
      });
    });
    const connection = () => hr.control('validateCredentials', 'POST', { useSavedCredentials: true });
    expect(await (await connection()).json()).toMatchObject({
      error: { message: expect.stringContaining('password') },
    });

    await saveSecrets(stack, activeDirectorySecrets(domain));
    expect((await connection()).status).toBe(204);
    const restart = { criteria: { resetScope: 'Quarantine' } };
    expect((await hr.control('restart', 'POST', restart)).status).toBe(204);
    await hr.upload(person('cred-1'));
    await hr.entry('cred-1', { status: 'success', action: 'create' });
    expect(await accounts('employeeID', 'cred-1')).toHaveLength(1);
  });

  test.each([
    {
      mistake: 'a certificate nobody trusts',
      change: () => ({ AppKey: '' }),
      says: /dc1\.muster\.test: .*certificate/i,
    },
    { mistake: 'an address in place of the name', change: () => ({ Server: domain.host }), says: /altnames/ },
    {
      mistake: 'a container that is not there',
      change: () => ({ SyncAgentADContainer: `OU=Nowhere,${domain.baseDn}` }),
      says: /The container "OU=Nowhere,.*" does not exist/,
    },
  ])('Test Connection tells of $mistake', async ({ change, says }) => {
    await saveSecrets(stage().stack, { ...activeDirectorySecrets(domain), ...change() });
    const answer = await hr.control('validateCredentials', 'POST', { useSavedCredentials: true });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(says) } });
  });
});
