import { ProvisioningError } from '../../../shared/errors';
import { type FunctionHost, JOB, openFunctions } from '../../support/functionHost';
import { type Scenes, scenesOf } from '../../support/scenes';
import { createWorkbench, JOB_ID, PRINCIPAL_ID, person, type Workbench } from '../../support/workbench';

const SCHEMA = `${JOB}/schema`;

let bench: Workbench;
let scenes: Scenes;
let host: FunctionHost;
beforeEach(async () => {
  bench = await createWorkbench();
  scenes = scenesOf(bench);
  host = await openFunctions(bench, ['schema', 'jobActions']);
});

interface Mapping {
  readonly targetAttributeName: string;
  readonly [member: string]: unknown;
}
interface ObjectMapping {
  readonly attributeMappings: readonly Mapping[];
  readonly [member: string]: unknown;
}
interface Directory {
  readonly id: string;
  readonly name: string;
  readonly objects: readonly { readonly name: string; readonly attributes: readonly object[] }[];
}
interface Schema {
  readonly id: string;
  readonly version: string;
  readonly synchronizationRules: readonly { readonly objectMappings: readonly ObjectMapping[] }[];
  readonly directories: readonly Directory[];
}

const read = async () => (await host.call(`GET ${SCHEMA}`)).body as unknown as Schema;
const put = (schema: object) => host.call(`PUT ${SCHEMA}`, { body: schema });

/** The schema with other attribute mappings. */
function withMappings(schema: Schema, change: (mappings: readonly Mapping[]) => readonly object[]): Schema {
  return {
    ...schema,
    synchronizationRules: schema.synchronizationRules.map((rule) => ({
      ...rule,
      objectMappings: rule.objectMappings.map((mapping) => ({
        ...mapping,
        attributeMappings: change(mapping.attributeMappings) as readonly Mapping[],
      })),
    })),
  };
}

const replaced = (schema: Schema, targetAttributeName: string, more: object) =>
  withMappings(schema, (mappings) =>
    mappings.map((one) => (one.targetAttributeName === targetAttributeName ? { ...one, ...more } : one)),
  );
const constant = (value: string) => ({
  source: { type: 'Constant', name: value, expression: `"${value}"`, parameters: [] },
});
const mappingOf = (schema: Schema, name: string) =>
  schema.synchronizationRules[0]?.objectMappings[0]?.attributeMappings.find((one) => one.targetAttributeName === name);

describe('reading', () => {
  test('gives everything inline, under its context', async () => {
    const { status, body } = await host.call(`GET ${SCHEMA}`);
    expect(status).toBe(200);
    expect(body['@odata.context']).toBe(
      `https://muster.example/v1.0/$metadata#servicePrincipals('${PRINCIPAL_ID}')/synchronization/jobs('${JOB_ID}')/schema/$entity`,
    );
    expect(body).toMatchObject({ id: JOB_ID, version: 'v1.0' });
    const { directories } = body as unknown as Schema;
    expect(directories.map(({ name }) => name)).toEqual(['API', 'Azure Active Directory']);
    expect(directories[0]?.objects[0]?.name).toBe('User');
  });
});

describe('saving', () => {
  test('answers 204 without a body, counts the version up, and forgets nothing of what was read', async () => {
    const schema = replaced(await read(), 'displayName', constant('Somebody'));
    const answer = await put(schema);
    expect([answer.status, answer.body]).toEqual([204, {}]);
    expect(await read()).toEqual({ ...schema, version: 'v1.1' });
  });

  test('what came back as it was read changes nothing', async () => {
    expect((await put(await read())).status).toBe(204);
    expect((await read()).version).toBe('v1.0');
  });

  test('takes no id and no version from the client', async () => {
    await put({ ...replaced(await read(), 'displayName', constant('A')), id: 'mine', version: 'v9.9' });
    expect(await read()).toMatchObject({ id: JOB_ID, version: 'v1.1' });
  });

  test('evaluates everybody anew on the last data, without an upload', async () => {
    await scenes.provision(person('1'), person('2'));
    await bench.supervise();
    await put(replaced(await read(), 'displayName', constant('Somebody')));
    await bench.supervise(3);
    expect([...(await scenes.log())].sort()).toEqual([
      '1 create success',
      '1 update success',
      '2 create success',
      '2 update success',
    ]);
    const [account] = await bench.services.directory.find('employeeId', '1', 1);
    expect(account?.properties.displayName).toBe('Somebody');
  });

  test('waits with that for the running cycle to end, which goes on with the new schema', async () => {
    await scenes.provision(person('1'));
    await bench.upload([person('2')]);
    await put(replaced(await read(), 'displayName', constant('Somebody')));
    expect((await scenes.job()).restartWhenIdle).toEqual(['Watermark']);
    await bench.supervise(4);
    expect(await scenes.log('2')).toEqual(['2 create success']);
    expect((await scenes.log('1'))[0]).toBe('1 update success');
  });

  test('leaves a paused job paused', async () => {
    await scenes.provision(person('1'));
    await bench.supervise();
    await scenes.changeJob({ state: 'Paused' });
    await put(replaced(await read(), 'displayName', constant('Somebody')));
    await bench.supervise(3);
    expect((await scenes.job()).state).toBe('Paused');
    expect(await scenes.log()).toEqual(['1 create success']);
    await host.call(`POST ${JOB}/start`);
    await bench.drain();
    expect((await scenes.log())[0]).toBe('1 update success');
  });

  test('tells what is likely to surprise, in a header every client can read', async () => {
    const schema = replaced(await read(), 'displayName', {
      flowType: 'Always',
      source: { type: 'Function', name: 'RandomString', expression: 'RandomString(8, 0, 0, 0, 0, )', parameters: [] },
    });
    const { headers } = await put(schema);
    const header = headers['Muster-Warnings'] ?? '[]';
    expect(header).toMatch(/^[\x20-\x7e]*$/);
    const warnings = JSON.parse(header) as { code: string; target: string; message: string }[];
    expect(Number(headers['Muster-Warning-Count'])).toBe(warnings.length);
    expect(warnings).toContainEqual({
      code: 'ChangesEveryTime',
      target: expect.stringMatching(/attributeMappings\[\d+\]\.flowType$/),
      message: expect.stringContaining('displayName gets another value at every upload'),
    });
    expect((await host.call(`GET ${SCHEMA}`)).headers['Muster-Warnings']).toBe(header);
  });

  test.each([
    {
      name: 'an expression that does not parse',
      change: (schema: Schema) =>
        replaced(schema, 'displayName', {
          source: { type: 'Function', name: 'Join', expression: 'Join(', parameters: [] },
        }),
      code: 'InvalidExpression',
      target: /attributeMappings\[\d+\]\.source\.expression$/,
    },
    {
      name: 'an attribute that is not there',
      change: (schema: Schema) => replaced(schema, 'displayName', { targetAttributeName: 'shoeSize' }),
      code: 'UnknownAttribute',
      target: /attributeMappings\[\d+\]\.targetAttributeName$/,
    },
    {
      name: 'an attribute mapped twice',
      change: (schema: Schema) => withMappings(schema, (mappings) => [...mappings, ...mappings.slice(-1)]),
      code: 'DuplicateTarget',
      target: /attributeMappings\[\d+\]/,
    },
    { name: 'no rules', change: () => ({ directories: [] }), code: 'NoUserMapping', target: /^synchronizationRules$/ },
    { name: 'no object', change: () => [], code: 'InvalidType', target: /^$/ },
  ])('$name is 400, with the place, and nothing is saved', async ({ change, code, target }) => {
    const before = await read();
    const { status, error } = await put(change(before));
    expect([status, error.code]).toEqual([400, 'BadRequest']);
    expect(error.details).toContainEqual({
      code,
      target: expect.stringMatching(target),
      message: expect.any(String),
    });
    expect(await read()).toEqual(before);
  });

  test('tells every fault at once', async () => {
    const broken = { source: { type: 'Function', name: 'Join', expression: 'Join(', parameters: [] } };
    const schema = replaced(replaced(await read(), 'displayName', broken), 'mailNickname', broken);
    expect((await put(schema)).error.details).toHaveLength(2);
  });

  test('what two save at once is one after the other', async () => {
    const schema = await read();
    await Promise.all([
      put(replaced(schema, 'displayName', constant('A'))),
      put(replaced(schema, 'displayName', constant('B'))),
    ]);
    expect((await read()).version).toBe('v1.2');
  });

  test.each([
    {
      name: 'flowType Add, mappingType and expression of the web client',
      more: {
        flowType: 'Add',
        mappingType: 'Direct',
        expression: '[userName]',
        source: { type: 'Attribute', name: 'userName' },
      },
      saved: {
        flowType: 'Always',
        source: { type: 'Attribute', name: 'userName', expression: '[userName]', parameters: [] },
      },
    },
    {
      name: 'a type in lower case',
      more: { source: { type: 'attribute', name: 'userName', expression: '[userName]' } },
      saved: { source: { type: 'Attribute', name: 'userName', expression: '[userName]', parameters: [] } },
    },
  ])('takes $name', async ({ more, saved }) => {
    expect((await put(replaced(await read(), 'displayName', more))).status).toBe(204);
    expect(mappingOf(await read(), 'displayName')).toMatchObject(saved);
  });

  test('takes attributes as CSV2SCIM and the web client append them', async () => {
    const schema = await read();
    const csv = {
      name: 'urn:ietf:params:scim:schemas:extension:csv:1.0:User:badge',
      type: 'String',
      mutability: 'ReadWrite',
      anchor: false,
      caseExact: false,
      flowNullValues: false,
      multivalued: false,
      required: false,
      apiExpressions: [],
      metadata: [],
      referencedObjects: [],
    };
    const web = { name: 'payGrade', type: 'string', mutability: 'ReadWrite', caseExact: false, required: false };
    const [source, ...others] = schema.directories;
    const directories = [
      {
        ...source,
        objects: source?.objects.map((object) => ({ ...object, attributes: [...object.attributes, csv, web] })),
      },
      ...others,
    ];
    expect((await put({ ...schema, directories })).status).toBe(204);
    const saved = (await read()).directories[0]?.objects[0]?.attributes ?? [];
    expect(saved.slice(-2)).toEqual([
      { ...csv, defaultValue: null },
      { ...csv, name: 'payGrade', defaultValue: null },
    ]);
  });
});

describe('deleting', () => {
  test('goes back to what the template began with, in a version of its own', async () => {
    const before = await read();
    await put(replaced(before, 'displayName', constant('Somebody')));
    const answer = await host.call(`DELETE ${SCHEMA}`);
    expect([answer.status, answer.body]).toEqual([204, {}]);
    expect(await read()).toEqual({ ...before, version: 'v1.2' });
  });
});

test('PATCH is not offered: 404, as the service answers it', async () => {
  const { status, error } = await host.call(`PATCH ${SCHEMA}`, { body: {} });
  expect([status, error.code]).toEqual([404, 'UnknownError']);
});

describe('discovering a directory', () => {
  const discover = (id: string) => host.call(`POST ${SCHEMA}/directories/${id}/discover`);

  test('asks the target what attributes it has, and saves nothing', async () => {
    const before = await read();
    const { status, body } = await discover(before.directories[1]?.id ?? '');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      '@odata.context': 'https://muster.example/v1.0/$metadata#microsoft.graph.directoryDefinition',
      name: 'Azure Active Directory',
      discoveryDateTime: '2026-01-15T09:30:00.000Z',
      discoverabilities: 'AttributeNames, AttributeDataTypes, AttributeReadOnly',
    });
    const { objects } = body as unknown as Directory;
    expect(objects[0]?.attributes).toContainEqual(expect.objectContaining({ name: 'userPrincipalName' }));
    expect(await read()).toEqual(before);
  });

  test('of the source gives what the schema has', async () => {
    const [source] = (await read()).directories;
    const { body } = await discover(source?.id ?? '');
    expect(body).toMatchObject({ name: 'API', discoveryDateTime: null, objects: source?.objects });
  });

  test('that is not there is 404', async () => {
    expect((await discover('none')).status).toBe(404);
  });

  test('of a target that cannot be reached is 400 with its words', async () => {
    const down = new ProvisioningError('EndpointUnavailable', 'Nobody answers.');
    jest.spyOn(bench.services.house.contexts, 'get').mockRejectedValue(down);
    const { status, error } = await discover((await read()).directories[1]?.id ?? '');
    expect([status, error.message]).toEqual([400, 'Nobody answers.']);
  });
});
