import type { OwnedJob } from '../../../shared/api/jobs/findJob';
import { findJob, requireReach } from '../../../shared/api/jobs/findJob';
import { callOf, refusal } from '../../support/httpCall';
import { JOB_ID, PRINCIPAL_ID, someJob, somePrincipal } from '../../support/jobs';

const FOUND: OwnedJob = { job: someJob(), principal: somePrincipal() };
const lookup = { find: async (jobId: string) => (jobId === JOB_ID ? FOUND : undefined) };

const ANY = 'Synchronization.ReadWrite.All';
const OWNED = 'Application.ReadWrite.OwnedBy';

const find = (params: Record<string, string>, caller: { roles?: string[]; appId?: string } = { roles: [ANY] }) =>
  findJob(callOf({ params: { servicePrincipalId: PRINCIPAL_ID, jobId: JOB_ID, ...params }, ...caller }), lookup, ANY);

describe('the job a path names', () => {
  test.each([
    { name: 'as it is written', params: {} },
    {
      name: 'whatever the case of the service principal’s id',
      params: { servicePrincipalId: PRINCIPAL_ID.toUpperCase() },
    },
  ])('is found $name', async ({ params }) => {
    expect(await find(params)).toBe(FOUND);
  });

  test('is the one that Muster’s own paths name alone', async () => {
    const call = callOf({ params: { jobId: JOB_ID }, roles: [ANY] });
    expect(await findJob(call, lookup, ANY)).toBe(FOUND);
  });

  test.each([
    { name: 'there is no such job', params: { jobId: 'API2AAD.x.y' }, told: 'API2AAD.x.y' },
    { name: 'it belongs to another service principal', params: { servicePrincipalId: 'other' }, told: JOB_ID },
    { name: 'the path names none', params: { jobId: '' }, told: '' },
  ])('is 404 when $name', async ({ params, told }) => {
    const { status, code, message } = await refusal(() => find(params));
    expect([status, code]).toEqual([404, 'Request_ResourceNotFound']);
    expect(message).toBe(
      `Resource '${told}' does not exist or one of its queried reference-property objects are not present.`,
    );
  });
});

describe('who may reach it', () => {
  test.each([
    { name: 'a caller who reaches every job', caller: { roles: [ANY], appId: 'somebody' } },
    { name: 'an owner', caller: { roles: [OWNED], appId: 'owner-1' } },
    { name: 'an owner who reaches every job anyway', caller: { roles: [OWNED, ANY], appId: 'owner-1' } },
  ])('$name', async ({ caller }) => {
    expect(await find({}, caller)).toBe(FOUND);
  });

  test.each([
    { name: 'a caller who owns other jobs', caller: { roles: [OWNED], appId: 'owner-2' } },
    { name: 'a caller without a name', caller: { roles: [OWNED], appId: '' } },
  ])('not $name', async ({ caller }) => {
    const { status, code } = await refusal(() => find({}, caller));
    expect([status, code]).toEqual([403, 'Authorization_RequestDenied']);
  });

  test('a job that does not exist is 404 for owners and strangers alike', async () => {
    const { status } = await refusal(() => find({ jobId: 'x' }, { roles: [OWNED], appId: 'owner-2' }));
    expect(status).toBe(404);
  });
});

test.each([
  {
    name: 'an application without an id owns nothing, whatever the list holds',
    appId: '',
    owners: [''],
    refused: true,
  },
  { name: 'an id that differs in case is the same', appId: 'OWNER-1', owners: ['owner-1'], refused: false },
  { name: 'a job nobody owns', appId: 'owner-1', owners: [], refused: true },
])('requireReach: $name', ({ appId, owners, refused }) => {
  const check = () => requireReach(callOf({ appId }), { ...somePrincipal(), ownerAppIds: owners }, [ANY]);
  if (refused) expect(check).toThrow('Insufficient privileges');
  else expect(check).not.toThrow();
});
