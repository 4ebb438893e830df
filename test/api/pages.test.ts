/**
 * Every list that comes in pages, at every size of page around its length: the pages one after the other are the list, each
 * entry once and in its place, no page is longer than was asked for, and none comes empty behind the last entry.
 */
import { MUSTER } from '../../shared/store/jobs/audit';
import { MUSTER_JOB, openFunctions } from '../support/functionHost';
import { createWorkbench, JOB_ID, person } from '../support/workbench';

const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const LENGTH = 6;
const LISTS: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'people who failed', path: `${MUSTER_JOB}/escrows` },
  { name: 'deletions that are held', path: `${MUSTER_JOB}/heldDeletions` },
  { name: 'references that wait', path: `${MUSTER_JOB}/waitingReferences` },
  { name: 'the audit', path: `${MUSTER_JOB}/audit` },
  { name: 'uploads', path: `${MUSTER_JOB}/uploads` },
  { name: 'parked messages', path: '/muster/parkedMessages' },
  { name: 'the log', path: `/v1.0/auditLogs/provisioning?$filter=jobId%20eq%20'${JOB_ID}'` },
  { name: 'users', path: "/v1.0/users?$filter=startswith(displayName,'Held')" },
  { name: 'deleted users', path: '/v1.0/directory/deletedItems/microsoft.graph.user' },
];
const ROLES = [
  'Synchronization.ReadWrite.All',
  'AuditLog.Read.All',
  'User.ReadWrite.All',
  'Directory.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
];

type Page = { readonly value: readonly object[]; readonly next: string | undefined };
let read: (path: string) => Promise<Page>;

beforeAll(async () => {
  const bench = await createWorkbench();
  const { house, directory } = bench.services;
  const numbers = Array.from({ length: LENGTH }, (_, index) => index + 1);
  await bench.upload(numbers.map((n) => person(`failed-${n}`, { userName: `failed${n}@elsewhere.example` })));
  const manager = { [ENTERPRISE_USER]: { manager: { value: 'nobody-yet' } } };
  await bench.upload(numbers.map((n) => person(`waiting-${n}`, { displayName: `Waiting ${n}`, ...manager })));
  await bench.upload(numbers.map((n) => person(`held-${n}`, { displayName: `Held ${n}` })));
  await bench.upload(numbers.map((n) => person(`gone-${n}`, { displayName: `Gone ${n}` })));
  await bench.drain();
  await bench.upload(numbers.map((n) => person(`held-${n}`, { displayName: `Held ${n}`, active: false })));
  await bench.drain();
  await bench.upload([person('other', { displayName: 'Other' })]);
  await bench.drain();
  for (const n of numbers) {
    bench.clock.advance(1_000);
    await house.parked.park(`message ${n}`, 'It is here to be listed.');
    const [user] = await directory.find('employeeId', `gone-${n}`, 1);
    await directory.delete(user?.id ?? '');
    await house.audit.record(JOB_ID, { activity: 'StartJob', by: MUSTER, changes: [] });
  }
  const names = ['jobStates', 'uploads', 'heldDeletions', 'parkedMessages', 'provisioningLogs', 'directory'];
  const host = await openFunctions(bench, names);
  read = async (path) => {
    const { status, body, error } = await host.call(`GET ${path}`, { roles: ROLES });
    expect([status, error.message]).toEqual([200, '']);
    const next = body['@odata.nextLink'] as string | undefined;
    return { value: body.value as object[], next: next?.slice('https://muster.example'.length) };
  };
});

const withTop = (path: string, top: number) => `${path}${path.includes('?') ? '&' : '?'}$top=${top}`;

describe.each(LISTS)('$name', ({ path }) => {
  test.each([1, 2, 3, 4, 5, 6, 7])('in pages of %i', async (top) => {
    const whole = (await read(withTop(path, 100))).value;
    expect(whole.length).toBeGreaterThanOrEqual(LENGTH);
    const pages: (readonly object[])[] = [];
    for (let next: string | undefined = withTop(path, top); next !== undefined; ) {
      const page: Page = await read(next);
      pages.push(page.value);
      next = page.next;
    }
    expect(pages.flat()).toEqual(whole);
    expect(pages.map(({ length }) => length)).toEqual(
      Array.from({ length: Math.ceil(whole.length / top) }, (_, index) => Math.min(top, whole.length - index * top)),
    );
  });
});
