/** Query options: in any spelling of OData 4.01 where an endpoint has them, refused by name where it has not. */
import { readArguments } from '../../../shared/api/http/queryArguments';
import { type FunctionHost, openFunctions, routePermissions } from '../../support/functionHost';
import { refusal } from '../../support/httpCall';
import { CLIENT_ID, createWorkbench, JOB_ID, PRINCIPAL_ID } from '../../support/workbench';

const OFFERED = ['$filter', '$top', 'continue'];
const read = (query: string) => Object.fromEntries(readArguments(new URLSearchParams(query), OFFERED));

describe('readArguments', () => {
  test.each([
    {
      name: 'as they are offered',
      query: '$filter=a&$top=1&continue=x',
      expected: { $filter: 'a', $top: '1', continue: 'x' },
    },
    { name: 'without the $', query: 'filter=a&top=1', expected: { $filter: 'a', $top: '1' } },
    { name: 'in any case', query: '$Filter=a&TOP=1&Continue=x', expected: { $filter: 'a', $top: '1', continue: 'x' } },
    { name: 'encoded', query: '%24filter=a', expected: { $filter: 'a' } },
    { name: 'none', query: '', expected: {} },
  ])('takes options $name', ({ query, expected }) => {
    expect(read(query)).toEqual(expected);
  });

  test.each([
    { query: '$skip=1', message: "Unrecognized query argument specified: '$skip'." },
    { query: 'Skip=1', message: "Unrecognized query argument specified: 'Skip'." },
    { query: '$filters=1', message: "Unrecognized query argument specified: '$filters'." },
    { query: '$continue=1', message: "Unrecognized query argument specified: '$continue'." },
    {
      query: '$top=1&top=2',
      message: "Query option '$top' was specified more than once, but it must be specified at most once.",
    },
  ])('refuses $query', async ({ query, message }) => {
    const refused = await refusal(() => read(query));
    expect([refused.status, refused.code, refused.message]).toEqual([400, 'BadRequest', message]);
  });

  test('says what is offered', async () => {
    expect((await refusal(() => read('$skip=1'))).details).toEqual([
      { code: 'UnrecognizedQueryArgument', target: '$skip', message: 'Offered here: $filter, $top, continue.' },
    ]);
  });
});

const PAGED = '$skiptoken $top';
const COUNTED = `$count ${PAGED}`;
const QUERIED = `$count $filter $orderby $select ${PAGED}`;
const LISTED = `$count $expand $filter $orderby $select ${PAGED}`;
const ONE = '$expand $select';

const S = '{version}/servicePrincipals/{servicePrincipalId}/synchronization';
const A = '{version}/applications/{applicationId}/synchronization';
const M = 'muster/jobs/{jobId}';

/** What each endpoint implements; one that is not named takes no option at all. */
const TABLE: Readonly<Record<string, string>> = {
  'GET {version}/servicePrincipals': QUERIED,
  'GET {version}/servicePrincipals/{servicePrincipalId}': '$select',
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments': QUERIED,
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignments/{assignmentId}': '$select',
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo': QUERIED,
  'GET {version}/servicePrincipals/{servicePrincipalId}/appRoleAssignedTo/{assignmentId}': '$select',
  'GET {version}/applications': QUERIED,
  'GET {version}/applications/{applicationId}': '$select',
  'GET {version}/applicationTemplates': QUERIED,
  'GET {version}/applicationTemplates/{applicationTemplateId}': '$select',
  [`GET ${S}/jobs`]: LISTED,
  [`GET ${S}/jobs/{jobId}`]: ONE,
  [`GET ${S}/jobs/{jobId}/schema`]: ONE,
  [`GET ${S}/jobs/{jobId}/schema/filterOperators`]: QUERIED,
  [`GET ${S}/jobs/{jobId}/schema/functions`]: QUERIED,
  ...Object.fromEntries(
    [S, A].flatMap((root) => [
      [`GET ${root}/templates`, LISTED],
      [`GET ${root}/templates/{templateId}`, ONE],
      [`GET ${root}/templates/{templateId}/schema`, ONE],
      [`GET ${root}/templates/{templateId}/schema/filterOperators`, QUERIED],
      [`GET ${root}/templates/{templateId}/schema/functions`, QUERIED],
    ]),
  ),
  'GET {version}/auditLogs/provisioning': QUERIED,
  'GET {version}/auditLogs/provisioning/{id}': '$select',
  'GET {version}/users': LISTED,
  'GET {version}/users/{id}': ONE,
  'GET {version}/users/{id}/manager': '$select',
  'GET {version}/directory/deletedItems/microsoft.graph.user': LISTED,
  'GET {version}/directory/deletedItems/{id}': '$select',
  'GET {version}/organization': '$select',
  'GET muster/overview': `${PAGED} recent`,
  [`GET ${M}`]: 'recent',
  [`GET ${M}/throughput`]: 'step',
  [`GET ${M}/restart`]: 'resetScope',
  [`GET ${M}/escrows`]: `$count $filter ${PAGED}`,
  [`GET ${M}/waitingReferences`]: COUNTED,
  [`GET ${M}/heldDeletions`]: COUNTED,
  [`GET ${M}/audit`]: PAGED,
  [`GET ${M}/people`]: `$filter $search ${PAGED}`,
  'GET muster/uploads/{id}': 'summary',
  [`GET ${M}/uploads`]: PAGED,
  [`GET ${M}/inlets/{name}/events`]: `$filter ${PAGED}`,
  'POST muster/inlets/{jobId}/{name}': 'any',
  'OPTIONS muster/inlets/{jobId}/{name}': 'any',
  'GET muster/parkedMessages': PAGED,
  [`GET ${M}/writeback`]: '$filter $skiptoken $top',
  [`GET ${M}/outlets/{name}/events`]: '$filter $skiptoken $top after wait',
  [`POST ${M}/plan`]: 'continue',
  [`POST ${M}/schema/impact`]: 'continue',
  'GET health': 'any',
  'GET health/ready': 'any',
  ...Object.fromEntries(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [`${method} {*path}`, 'any'])),
};

describe('every endpoint', () => {
  let host: FunctionHost;
  beforeAll(async () => {
    host = await openFunctions(await createWorkbench(), ['index']);
  });

  test('takes what the table says, and nothing else', () => {
    const taken = routePermissions().map(({ request, options }) => {
      return [request, typeof options === 'string' ? options : [...options].sort().join(' ')] as const;
    });
    expect(Object.fromEntries(taken.filter(([, options]) => options !== ''))).toEqual(TABLE);
  });

  const PARAMETERS: Readonly<Record<string, string>> = {
    version: 'v1.0',
    servicePrincipalId: PRINCIPAL_ID,
    applicationId: CLIENT_ID,
    jobId: JOB_ID,
    templateId: 'API2AAD',
    id: 'x',
  };
  const roles = [
    ...['Synchronization.ReadWrite.All', 'Application.ReadWrite.All', 'ProvisioningLog.Read.All'],
    ...['User.ReadWrite.All', 'Organization.Read.All'],
  ];

  test.each(Object.keys(TABLE).filter((request) => request.startsWith('GET ') && TABLE[request] !== 'any'))(
    '%s refuses an option that it does not implement',
    async (row) => {
      const url = row.replace(/ /, ' /').replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name] ?? name);
      const { status, error } = await host.call(`${url}?$apply=x`, { roles });
      expect([status, error.message]).toEqual([400, "Unrecognized query argument specified: '$apply'."]);
    },
  );
});
