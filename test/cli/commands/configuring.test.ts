/** Schemas, secrets and persons: what is asked, what is refused here, and that no secret is shown. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPlain } from '../../../cli/client/secrets';
import { isSecret, SECRET_KEYS } from '../../../shared/engine/job/secretKeys';
import { defaultSchema } from '../../../shared/engine/schema/defaultSchema';
import { type CommandOutcome, runScripted } from '../../support/scriptedService';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-commands-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (name: string, value: unknown) =>
  writeFileSync(join(cwd, name), typeof value === 'string' ? value : JSON.stringify(value));
const written = ({ calls }: CommandOutcome) => calls.filter(({ request }) => !request.startsWith('GET'));

describe('secrets set', () => {
  const SAVED = { 'PATCH S/secrets': 204 };

  test('the keys that may stand on the line are those the service shows', () => {
    const plain = SECRET_KEYS.filter((key) => isPlain(key.toUpperCase(), 'x'));
    expect(plain).toEqual(SECRET_KEYS.filter((key) => !isSecret(key)));
    expect(plain).toContain('BaseAddress');
    expect(isPlain('NoSuchKey', 'x')).toBe(false);
  });

  test.each([
    { from: 'a file', options: ['--secret-file', 'token.txt'], typed: undefined },
    { from: 'a variable', options: ['--secret-env', 'THE_TOKEN'], typed: undefined },
    { from: 'stdin', options: ['--secret-stdin'], typed: 'hunter2' },
  ])('a secret comes from $from, and is printed nowhere', async ({ options, typed }) => {
    write('token.txt', 'hunter2\n');
    const place = { cwd, env: { THE_TOKEN: 'hunter2' }, ...(typed && { typed }) };
    const answer = await runScripted(['secrets', 'set', 'SecretToken', ...options, '--debug'], SAVED, place);
    expect(written(answer)).toEqual([
      expect.objectContaining({ body: { value: [{ key: 'SecretToken', value: 'hunter2' }] } }),
    ]);
    expect(answer.stdout + answer.stderr).not.toContain('hunter2');
  });

  test('nor by a dry run', async () => {
    const args = ['secrets', 'set', 'SecretToken', '--secret-env', 'THE_TOKEN', '--dry-run'];
    const answer = await runScripted(args, SAVED, { env: { THE_TOKEN: 'hunter2' } });
    expect(written(answer)).toEqual([]);
    expect(answer.stdout).toContain('"value": "*"');
    expect(answer.stdout + answer.stderr).not.toContain('hunter2');
  });

  test.each([
    { why: 'a secret on the line', args: ['SecretToken', 'hunter2'], message: 'others see what stands' },
    { why: 'no value at all', args: ['SecretToken'], message: 'What is SecretToken to be?' },
    { why: 'two sources', args: ['X', '--secret-env', 'A', '--secret-file', 'b'], message: 'from one place' },
    { why: 'a variable that is not there', args: ['SecretToken', '--secret-env', 'NOPE'], message: '$NOPE' },
  ])('$why is refused', async ({ args, message }) => {
    const answer = await runScripted(['secrets', 'set', ...args], SAVED, { cwd });
    expect(answer).toMatchObject({ exit: 2, calls: [], stderr: expect.stringContaining(message) });
  });

  test('a reference to a vault is no secret', () => {
    expect(isPlain('SecretToken', '@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/t)')).toBe(true);
    expect(isPlain('secrettoken', 'x')).toBe(false);
  });
});

describe('schema push', () => {
  const SCHEMA = { ...defaultSchema('API2AAD', { id: 'here' }), version: 'v1.2' };
  const kept = (etag?: string) => () => Response.json(SCHEMA, { headers: etag === undefined ? {} : { etag } });
  const service = (etag?: string) => ({ 'GET J/schema': kept(etag), 'PUT J/schema': 204 });

  test('saves what was pulled, over exactly that', async () => {
    write('schema.json', SCHEMA);
    const answer = await runScripted(['schema', 'push', '-f', 'schema.json', '-q'], service('"v1.2"'), { cwd });
    expect(answer.exit).toBe(0);
    expect(written(answer)[0]?.headers.get('if-match')).toBe('"v1.2"');
  });

  test('does not save over what was saved since, unless it is told to', async () => {
    write('schema.json', SCHEMA);
    const args = ['schema', 'push', '-f', 'schema.json', '-q'];
    const refused = await runScripted(args, service('"v1.3"'), { cwd });
    expect(refused).toMatchObject({ exit: 1, stderr: expect.stringContaining('"v1.3" by now') });
    expect(written(refused)).toEqual([]);
    expect(await runScripted([...args, '--force'], service('"v1.3"'), { cwd })).toMatchObject({ exit: 0 });
  });

  test('tells every fault with its place, and asks for nothing', async () => {
    write('schema.json', { ...SCHEMA, directories: [] });
    const answer = await runScripted(['schema', 'push', '-f', 'schema.json'], service(), { cwd });
    expect(answer).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('synchronizationRules[0].sourceDirectoryName'),
    });
    expect(written(answer)).toEqual([]);
  });

  test('saves nothing that fails its tests, or is warned of where warnings are errors', async () => {
    write('schema.json', SCHEMA);
    write('case.json', { name: 'n', person: { externalId: '1' }, expected: { action: 'delete' } });
    const failing = await runScripted(['schema', 'push', '-f', 'schema.json', '--cases', 'case.json'], service(), {
      cwd,
    });
    expect(failing).toMatchObject({ exit: 1, stderr: expect.stringContaining('1 mapping tests fail') });
    const loud = JSON.parse(JSON.stringify(SCHEMA));
    const expression = 'Append("Contoso ", [userType])';
    Object.assign(loud.synchronizationRules[0].objectMappings[0].attributeMappings[3].source, {
      type: 'Function',
      name: 'Append',
      expression,
      parameters: [],
    });
    write('schema.json', loud);
    const warned = await runScripted(['schema', 'push', '-f', 'schema.json', '--warnings-as-errors'], service(), {
      cwd,
    });
    expect(warned).toMatchObject({ exit: 1, stderr: expect.stringContaining('There are warnings') });
    expect([...written(failing), ...written(warned)]).toEqual([]);
  });

  test('a dry run says what would change, place by place', async () => {
    const changed = JSON.parse(JSON.stringify(SCHEMA));
    changed.synchronizationRules[0].objectMappings[0].attributeMappings[3].flowType = 'ObjectAddOnly';
    write('schema.json', changed);
    const args = ['schema', 'push', '-f', 'schema.json', '--dry-run', '-o', 'name'];
    const answer = await runScripted(args, service(), { cwd });
    expect(answer.stdout).toMatch(
      /^synchronizationRules\[\w+\]\.objectMappings\[.*\]\.attributeMappings\[\w+\]\.flowType\n$/,
    );
    expect(written(answer)).toEqual([]);
  });
});

test('schema expr sends of the person what the expression reads, and nothing else', async () => {
  write('person.json', { externalId: '1', name: { givenName: 'Babs', familyName: 'Jensen' }, secret: 'x' });
  const answer = await runScripted(
    ['schema', 'expr', 'ToUpper([name.givenName])', '--person', 'person.json'],
    {
      'POST J/schema/parseExpression': {
        parsingSucceeded: true,
        evaluationSucceeded: true,
        evaluationResult: ['BABS'],
        error: null,
      },
    },
    { cwd },
  );
  expect(answer).toMatchObject({ exit: 0, stdout: 'BABS\n' });
  expect(written(answer)[0]?.body).toMatchObject({
    testInputObject: { properties: [{ key: 'name.givenName', value: 'Babs' }] },
  });
});

describe('explain', () => {
  const PERSON = {
    externalId: '1',
    displayName: 'Kathy',
    active: true,
    state: 'failed',
    link: { targetId: 't', reportableIdentifier: 'kathy@x' },
    escrow: { failure: { code: 'InvalidValue', recommendedAction: 'Mend it.' }, nextAttemptDateTime: 'soon' },
    held: null,
    waiting: null,
    data: {},
  };
  const SERVICE = { 'GET M/people/1': PERSON, 'GET /v1.0/auditLogs/provisioning': { value: [] } };

  test('stands without the plan where the caller may not ask for it', async () => {
    const refused = new Response('{"error":{"code":"Forbidden","message":"No."}}', { status: 403 });
    const service = {
      ...SERVICE,
      'GET J/schema': { synchronizationRules: [{ id: 'r' }] },
      'POST J/provisionOnDemand': refused,
    };
    const { exit, stdout } = await runScripted(['explain', '1'], service);
    expect(exit).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Kathy (1) → kathy@x (t), active, failed',
      'Now: not known: it takes the right to run the job.',
      'Waiting: none. Escrow: InvalidValue, next try soon. Held: none.',
      'Do: Mend it.',
      '',
    ]);
  });

  test('tells in order what HR systems said, whatever they call her, what was done, and who was told', async () => {
    const event = (over: object) => ({ type: 'person.changed', person: '7', externalId: '1', code: null, ...over });
    const asked: string[] = [];
    const service = {
      ...SERVICE,
      'GET M/inlets': { value: [{ name: 'hr' }] },
      'GET M/inlets/hr/events': ({ request }: { readonly request: string }) => {
        const filter = new URLSearchParams(request.split('?')[1]).get('$filter') ?? '';
        asked.push(filter);
        const known = event({ id: 'a', receivedDateTime: '2026-11-29T09:00:00Z', state: 'accepted', uploadId: 'J~41' });
        const stuck = event({
          ...{ id: 'b', receivedDateTime: '2026-11-29T11:00:00Z', state: 'parked', externalId: null, uploadId: null },
          ...{ code: 'NotFound', reason: 'Nobody is called 7.' },
        });
        const another = event({ id: 'c', receivedDateTime: '2026-11-29T10:00:00Z', person: '1', externalId: '99' });
        return { value: filter.startsWith('(externalId') ? [known, another] : [stuck] };
      },
      'GET M/outlets': { value: [{ name: 'teams' }] },
      'GET M/outlets/teams/events': {
        value: [
          {
            ...{ id: 'd', type: 'muster.person.updated', state: 'delivered', attempts: 1, tries: [{ status: 204 }] },
            activityDateTime: '2026-11-29T10:00:00Z',
          },
        ],
      },
    };
    const { exit, stdout } = await runScripted(['explain', '1', '--no-plan', '--since', '3d'], service);
    expect(exit).toBe(0);
    expect(
      stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.replace(/^.{26} {2}/, '')),
    ).toEqual([
      'inlet    hr       person.changed accepted  (upload J~41)',
      'outlet   teams    muster.person.updated delivered, 204, first try',
      'inlet    hr       person.changed parked, NotFound: Nobody is called 7.',
    ]);
    const since = 'receivedDateTime ge 2026-11-26T12:00:00.000Z';
    expect(asked).toEqual([`(externalId eq '1' or person eq '1') and ${since}`, `(person eq '7') and ${since}`]);
  });

  test.each([
    { what: 'is in HR', over: { state: 'written', changed: ['workEmail'] }, line: 'written' },
    { what: 'is to be fetched', over: { state: 'open', changed: ['workEmail'] }, line: 'open; workEmail' },
    { what: 'waits', over: { state: 'waiting', missing: ['phone'] }, line: 'waiting; no value yet for phone' },
    {
      what: 'was refused',
      over: { state: 'failed', changed: ['workEmail'], lastError: 'No approval.' },
      line: 'failed; workEmail; No approval',
    },
    {
      what: 'went in a circle',
      over: { state: 'parked', parked: { attribute: 'login', seen: ['a', 'b'] } },
      line: 'parked; login went round: a, b',
    },
  ])('tells that what goes back into HR $what', async ({ over, line }) => {
    const back = { outlet: 'hr', externalId: '1', changed: [], missing: [], parked: null, lastError: null, ...over };
    const asked: string[] = [];
    const service = {
      ...SERVICE,
      'GET M/writeback': ({ request }: { readonly request: string }) => {
        asked.push(new URLSearchParams(request.split('?')[1]).get('$filter') ?? '');
        return { value: [back] };
      },
    };
    const { exit, stdout } = await runScripted(['explain', '1', '--no-plan'], service);
    expect([exit, ...stdout.split('\n').slice(1, 2)]).toEqual([0, `Back into HR by hr: ${line}.`]);
    expect(asked).toEqual(["externalId eq '1'"]);
  });

  test('finds somebody by the account', async () => {
    const service = { ...SERVICE, 'GET M/people': { value: [{ externalId: '1' }] } };
    const answer = await runScripted(['explain', 't', '--by', 'targetId', '--no-plan'], service);
    expect(answer.exit).toBe(0);
    expect(answer.calls[0]?.request).toContain("targetId+eq+'t'");
  });

  test('says so where nothing is known', async () => {
    const service = { 'GET /v1.0/auditLogs/provisioning': { value: [] } };
    expect(await runScripted(['explain', '2'], service)).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('Nothing is known of 2'),
    });
  });
});

test('person run ends with 1 where it fails, and says what to do', async () => {
  const value = JSON.stringify([
    {
      action: 'Create',
      statusInfo: { status: 'Failure', errorCode: 'InvalidValue', reason: 'Bad.', recommendedAction: 'Mend it.' },
      reportableIdentifier: 'kathy',
      provisioningSteps: [],
      modifiedProperties: [],
      notes: ['The job is paused.'],
    },
  ]);
  const answer = await runScripted(['person', 'run', '1', '--dry-run'], {
    'GET J/schema': { synchronizationRules: [{ id: 'r' }] },
    'POST J/provisionOnDemand': { value },
  });
  expect(answer).toMatchObject({
    exit: 1,
    stdout: expect.stringContaining('  Mend it.\n'),
    stderr: 'The job is paused.\n',
  });
  expect(written(answer)[0]?.body).toMatchObject({
    parameters: [{ ruleId: 'r', subjects: [{ objectId: '1', objectTypeName: 'User' }] }],
    dryRun: true,
  });
});
