/** What is expected of a job's mappings, kept with the job. */
import { type FunctionHost, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { createWorkbench, JOB_ID, type Workbench } from '../../support/workbench';

const PATH = `${MUSTER_JOB}/mappingTests`;
const named = (name: string) => ({ name, person: { externalId: '1' }, expected: { action: 'create' } });

let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  host = await openFunctions(bench, ['schemaVersions', 'jobs']);
});

const put = (value: unknown, ifMatch?: string) =>
  host.call(`PUT ${PATH}`, { body: { value }, ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }) });
const read = async () => {
  const { body, headers } = await host.call(`GET ${PATH}`);
  return { value: body.value, tag: String(headers.ETag) };
};

test('a job has none at first, and has what was put', async () => {
  const { value, tag } = await read();
  expect([value, tag]).toEqual([[], expect.stringMatching(/^"[0-9a-f]{32}"$/)]);
  const { status, headers } = await put([named('one'), named('two')], tag);
  expect(status).toBe(204);
  expect(await read()).toEqual({ value: [named('one'), named('two')], tag: headers.ETag });
});

test('what somebody else put meanwhile is not overwritten', async () => {
  const { tag } = await read();
  await put([named('theirs')]);
  const { status, error } = await put([named('mine')], tag);
  expect([status, error.code]).toEqual([412, 'PreconditionFailed']);
  expect((await read()).value).toEqual([named('theirs')]);
});

test('two that put at once leave what one of them put, and each its record', async () => {
  const answers = await Promise.all([put([named('one')]), put([named('two')])]);
  expect(answers.map(({ status }) => status)).toEqual([204, 204]);
  expect([[named('one')], [named('two')]]).toContainEqual((await read()).value);
  const { records } = await bench.services.house.audit.list(JOB_ID, 10);
  expect(records.filter(({ activity }) => activity === 'SaveMappingTests')).toHaveLength(2);
});

test('the same again changes nothing and leaves no record', async () => {
  await put([named('one')]);
  await put([named('one')]);
  const { records } = await bench.services.house.audit.list(JOB_ID, 10);
  expect(records.map(({ activity, detail }) => [activity, detail])).toEqual([['SaveMappingTests', '1 mapping tests.']]);
});

test.each([
  { name: 'no list', value: {}, message: 'value must be an array of mapping tests.' },
  { name: 'no expectation', value: [{ name: 'x', person: {} }], message: 'value[0].expected must be an object.' },
  {
    name: 'an unknown member',
    value: [{ ...named('x'), expect: 1 }],
    message: expect.stringMatching(/^value\[0\]\.expect is unknown; expected name, person/),
  },
  {
    name: 'an action there is not',
    value: [{ ...named('x'), expected: { action: 'make' } }],
    message: expect.any(String),
  },
])('$name is 400', async ({ value, message }) => {
  const { status, error } = await put(value);
  expect([status, error.message]).toEqual([400, message]);
  expect((await read()).value).toEqual([]);
});

test('more than 256 KiB are 413', async () => {
  expect((await put([named('x'.repeat(256 * 1024))])).status).toBe(413);
});
