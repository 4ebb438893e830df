import { type FunctionHost, JOB, openFunctions, SYNCHRONIZATION } from '../../support/functionHost';
import { CLIENT_ID, createWorkbench } from '../../support/workbench';

const SCHEMA = `${JOB}/schema`;
const TEMPLATES = `${SYNCHRONIZATION}/templates`;

let host: FunctionHost;
beforeEach(async () => {
  host = await openFunctions(await createWorkbench(), ['schema', 'templates']);
});

describe.each([
  { name: 'of a job', base: SCHEMA },
  { name: 'of a template', base: `${TEMPLATES}/API2AAD/schema` },
  {
    name: 'of a template of the application',
    base: `/v1.0/applications/${CLIENT_ID}/synchronization/templates/API2AD/schema`,
  },
])('what belongs to the schema $name', ({ base }) => {
  test('the operators of scoping filters', async () => {
    const { status, body } = await host.call(`GET ${base}/filterOperators`);
    expect(status).toBe(200);
    expect(body['@odata.context']).toBe('https://muster.example/v1.0/$metadata#filterOperators');
    expect(body.value).toHaveLength(14);
    expect(body.value).toContainEqual({
      id: 'EQUALS',
      name: 'EQUALS',
      arity: 'Binary',
      multivaluedComparisonType: 'All',
      supportedAttributeTypes: ['String', 'Integer'],
    });
  });

  test('the functions of expressions', async () => {
    const { status, body } = await host.call(`GET ${base}/functions`);
    expect(status).toBe(200);
    expect(body['@odata.context']).toBe('https://muster.example/v1.0/$metadata#functions');
    expect(body.value).toContainEqual({
      id: 'Append',
      name: 'Append',
      parameters: [
        { name: 'source', required: true, allowMultipleOccurrences: false, type: 'String' },
        { name: 'suffix', required: true, allowMultipleOccurrences: false, type: 'String' },
      ],
    });
    expect(body.value).toContainEqual({ id: 'DefaultDomain', name: 'DefaultDomain', parameters: [] });
  });

  test('trying an expression', async () => {
    const { status, body } = await host.call(`POST ${base}/parseExpression`, {
      body: {
        expression: 'Replace([preferredLanguage], "-", , , "_", , )',
        testInputObject: { definition: { name: 'User' }, properties: [{ key: 'preferredLanguage', value: 'de-CH' }] },
        targetAttributeDefinition: null,
      },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      '@odata.context': 'https://muster.example/v1.0/$metadata#microsoft.graph.parseExpressionResponse',
      parsingSucceeded: true,
      evaluationSucceeded: true,
      evaluationResult: ['de_CH'],
      error: null,
      parsedExpression: {
        type: 'Function',
        name: 'Replace',
        expression: 'Replace([preferredLanguage], "-", , , "_", , )',
        parameters: [
          {
            key: 'source',
            value: {
              type: 'Attribute',
              name: 'preferredLanguage',
              expression: '[preferredLanguage]',
              parameters: [],
            },
          },
          { key: 'Find', value: { type: 'Constant', name: '-', expression: '"-"', parameters: [] } },
          { key: 'Replacement', value: { type: 'Constant', name: '_', expression: '"_"', parameters: [] } },
        ],
      },
    });
  });
});

describe('parseExpression', () => {
  const parse = async (question: object) =>
    (await host.call(`POST ${SCHEMA}/parseExpression`, { body: question })).body;
  const person = (properties: Record<string, unknown>, attributes: object[] = []) => ({
    definition: { attributes },
    properties: Object.entries(properties).map(([key, value]) => ({ key, value })),
  });

  test.each([
    {
      name: 'the default domain is the target’s',
      question: { expression: 'Append("a@", DefaultDomain())' },
      result: ['a@adatum.example'],
    },
    {
      name: 'an attribute nobody sent is empty',
      question: { expression: 'IIF(IsNullOrEmpty([title]), "None", [title])', testInputObject: person({}) },
      result: ['None'],
    },
    {
      name: 'several values are several results',
      question: { expression: '[emails]', testInputObject: person({ emails: ['a', 'b'] }) },
      result: ['a', 'b'],
    },
    {
      name: 'a value is brought to the type of its attribute',
      question: {
        expression: 'Switch([active], "no", "True", "yes")',
        testInputObject: person({ active: 'true' }, [{ name: 'active', type: 'Boolean' }]),
      },
      result: ['yes'],
    },
    {
      name: 'the result is brought to the type of the target',
      question: {
        expression: '[active]',
        testInputObject: person({ active: 'TRUE' }),
        targetAttributeDefinition: { name: 'accountEnabled', type: 'Boolean' },
      },
      result: ['True'],
    },
    {
      name: 'what takes itself out of the flow gives nothing',
      question: { expression: 'IgnoreFlowIfNullOrEmpty([title])', testInputObject: person({}) },
      result: [],
    },
  ])('$name', async ({ question, result }) => {
    expect(await parse(question)).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: true,
      evaluationResult: result,
      error: null,
    });
  });

  test('without a person what reads attributes is parsed and not evaluated', async () => {
    expect(await parse({ expression: '[title]' })).toMatchObject({
      parsingSucceeded: true,
      parsedExpression: { type: 'Attribute', name: 'title' },
      evaluationSucceeded: false,
      evaluationResult: [],
      error: null,
    });
  });

  test('what does not parse is told with its column', async () => {
    expect(await parse({ expression: 'Join(", ", [a]' })).toMatchObject({
      parsingSucceeded: false,
      parsedExpression: null,
      evaluationSucceeded: false,
      evaluationResult: [],
      error: { code: 'InvalidExpression', target: 'expression', message: expect.stringMatching(/^Column \d+: /) },
    });
  });

  test('what fails for this person is told', async () => {
    const question = {
      expression: 'FormatDateTime([start], , "yyyy-MM-dd", "yyyy")',
      testInputObject: person({ start: 'soon' }),
    };
    expect(await parse(question)).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: false,
      error: { target: 'expression', message: expect.stringContaining('soon') },
    });
  });

  test.each([
    { name: 'no expression', question: {}, target: 'expression' },
    { name: 'an expression that is no text', question: { expression: {} }, target: 'expression' },
    {
      name: 'a property without a name',
      question: { expression: '[a]', testInputObject: { properties: [{ value: 'x' }] } },
      target: 'testInputObject.properties[0].key',
    },
    {
      name: 'a value that is not of its type',
      question: {
        expression: '[active]',
        testInputObject: person({ active: 'maybe' }, [{ name: 'active', type: 'Boolean' }]),
      },
      target: 'testInputObject.properties[0].value',
    },
  ])('$name is 400, with the place', async ({ question, target }) => {
    const { status, error } = await host.call(`POST ${SCHEMA}/parseExpression`, { body: question });
    expect(status).toBe(400);
    expect(error.details?.[0]?.target).toBe(target);
  });
});
