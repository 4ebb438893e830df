/** On-demand provisioning and the plan as callers meet them: over HTTP, with real tokens, against the real host. */
import { type Stack, startStack, temporaryFolder } from '../support/stack';
import { bulkBody, person } from '../support/workbench';

const folder = temporaryFolder();
let stack: Stack;

beforeAll(async () => {
  stack = await startStack(folder.path, { VERIFIED_DOMAINS: 'adatum.example' });
});

afterAll(async () => {
  await stack.stop();
  folder.remove();
});

const jobUrl = () => {
  const { servicePrincipalId, jobId } = stack.info;
  return `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}`;
};
const planUrl = () => `/muster/jobs/${stack.info.jobId}/plan`;

async function onDemand(subject: object, more: object = {}, bearer?: string): Promise<Response> {
  const schema = (await (await stack.call(`${jobUrl()}/schema`)).json()) as { synchronizationRules: { id: string }[] };
  const parameters = [
    { ruleId: schema.synchronizationRules[0]?.id, subjects: [{ objectTypeName: 'User', ...subject }] },
  ];
  return stack.call(`${jobUrl()}/provisionOnDemand`, {
    method: 'POST',
    body: JSON.stringify({ parameters, ...more }),
    ...(bearer !== undefined && { bearer }),
  });
}

function plan(count: number, bearer?: string): Promise<Response> {
  const people = Array.from({ length: count }, (_, index) => person(`plan-${index}`));
  return stack.call(planUrl(), {
    method: 'POST',
    headers: { 'content-type': 'application/scim+json' },
    body: JSON.stringify(bulkBody(people)),
    ...(bearer !== undefined && { bearer }),
  });
}

test('a person is rehearsed, provisioned, and then up to date', async () => {
  const outcomes: string[] = [];
  for (const more of [{ dryRun: true }, {}, {}]) {
    const answer = await onDemand({ data: person('on-demand-1') }, more);
    expect(answer.status).toBe(200);
    const [{ action, statusInfo }] = JSON.parse(((await answer.json()) as { value: string }).value) as [
      { action: string; statusInfo: { status: string; errorCode: string | null } },
    ];
    outcomes.push(`${action} ${statusInfo.status} ${statusInfo.errorCode}`);
  }
  expect(outcomes).toEqual(['Create Success null', 'Create Success null', 'Other Skipped RedundantExport']);
});

test('a plan of more people than an upload may have comes compressed, line by line, and creates nobody', async () => {
  for (let round = 0; round < 2; round += 1) {
    const answer = await plan(300);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.length).toBe(301);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ kind: 'totals', people: 300, create: 300 });
  }
});

test('a token that may upload may neither ask on demand nor plan', async () => {
  const uploadOnly = await stack.token('uploadOnly');
  expect((await onDemand({ data: person('on-demand-2') }, { dryRun: true }, uploadOnly)).status).toBe(403);
  expect((await plan(1, uploadOnly)).status).toBe(403);
});
