/**
 * The template that `azd up` deploys, by its syntax trees. What is found here: form, names, parameters, rights, settings, and the
 * properties that are not negotiable. What is not: wrong types and properties that no resource has; for that the real
 * compiler runs elsewhere, and docs/deploy.md says what of all this was tried on Azure.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_QUEUE, OPERATIONS_FIRST_QUEUE, OPERATIONS_QUEUE } from '../../shared/composition/services';
import { openStores } from '../../shared/composition/stores';
import type { Storage } from '../../shared/store/azure/connection';
import { createMemoryStorage } from '../../shared/store/memory/memoryStorage';
import { fakeClock, seededRandom } from '../support/world';
import { childrenOf, everyNode, parametersOf, parseTemplate, textOf } from './support/bicep';
import {
  isClosed,
  isWellFormed,
  modulesGetTheirParameters,
  namesAreDeclared,
  rightsAreFew,
  settingsAreKnown,
  standsAlone,
  type TemplateRule,
} from './support/templateRules';

const INFRA = join(__dirname, '../../infra');
const TEXTS = Object.fromEntries(
  readdirSync(INFRA)
    .filter((name) => name.endsWith('.bicep'))
    .map((name) => [name, readFileSync(join(INFRA, name), 'utf8')]),
);
const template = () => parseTemplate(TEXTS);

const RULES: readonly { readonly name: string; readonly rule: TemplateRule }[] = [
  { name: 'can be read', rule: isWellFormed },
  { name: 'needs nothing from a registry', rule: standsAlone },
  { name: 'closes what must be closed', rule: isClosed },
  { name: 'gives five rights, each where it is needed', rule: rightsAreFew },
  { name: 'sets only what is read, and all that must be set', rule: settingsAreKnown },
  { name: 'hands each module its parameters', rule: modulesGetTheirParameters },
  { name: 'uses no name that is not declared', rule: namesAreDeclared },
];

describe('the template', () => {
  test.each(RULES)('$name', async ({ rule }) => {
    expect(rule(await template())).toEqual([]);
  });

  test('makes the tables and queues that Muster opens', async () => {
    const storage = (await template()).files.get('storage.bicep');
    const listOf = (name: string) => {
      const declaration = childrenOf(storage as never).find(
        (node) => node.type === 'variable_declaration' && childrenOf(node)[0]?.text === name,
      );
      return everyNode(declaration as never)
        .filter(({ type }) => type === 'string')
        .map(textOf);
    };
    expect(listOf('tables').sort()).toEqual([...openedTables()].sort());
    expect(listOf('queues')).toEqual([
      OPERATIONS_QUEUE,
      `${OPERATIONS_QUEUE}-poison`,
      OPERATIONS_FIRST_QUEUE,
      `${OPERATIONS_FIRST_QUEUE}-poison`,
      EVENTS_QUEUE,
      `${EVENTS_QUEUE}-poison`,
    ]);
  });

  test('may keep an instance ready for every function of a queue but the one for poison', async () => {
    const functions = readdirSync(join(INFRA, '../functions'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(INFRA, '../functions', name), 'utf8'));
    const names = functions.join().matchAll(/app\.storageQueue\(\s*'(\w+)'/g);
    const awake = [...names].map(([, name]) => name).filter((name) => !name?.endsWith('Poison'));
    const list = /var queueFunctions = \[(.*)\]/.exec(TEXTS['app.bicep'] ?? '')?.[1];
    expect(list).toBe(awake.map((name) => `'${name}'`).join(', '));
  });

  test('has a value or a question of azd for every parameter that has no default, and no value for any other name', async () => {
    const main = (await template()).files.get('main.bicep');
    const parameters = parametersOf(main as never);
    const file = JSON.parse(readFileSync(join(INFRA, 'main.parameters.json'), 'utf8')) as {
      parameters: Record<string, { value: string }>;
    };
    const given = Object.keys(file.parameters);
    expect(given.filter((name) => !parameters.some((one) => one.name === name))).toEqual([]);
    expect(parameters.filter((one) => !one.hasDefault && !given.includes(one.name))).toEqual([]);
    // Without a default of its own a variable that is not set is empty, and azd asks.
    const asked = Object.entries(file.parameters).filter(([, { value }]) => /^\$\{\w+\}$/.test(value));
    expect(asked.map(([name]) => name)).toEqual(
      parameters.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name),
    );
  });

  test('tells azd what the hooks and the documents ask for, and nothing secret', async () => {
    const main = (await template()).files.get('main.bicep');
    const outputs = childrenOf(main as never).filter(({ type }) => type === 'output_declaration');
    expect(outputs.map((node) => childrenOf(node)[0]?.text)).toEqual([
      'AZURE_RESOURCE_GROUP',
      'API_ENDPOINT',
      'API_AUDIENCE',
      'IDENTITY_PRINCIPAL_ID',
      'IDENTITY_CLIENT_ID',
      'STORAGE_ACCOUNT',
      'KEY_VAULT',
      'APPLICATIONINSIGHTS_NAME',
    ]);
    expect(outputs.filter(({ text }) => /newSecretsKey|smtpUrl|connectionString/.test(text))).toEqual([]);
  });
});

function openedTables(): ReadonlySet<string> {
  const clock = fakeClock();
  const memory = createMemoryStorage({ clock });
  const names = new Set<string>();
  const storage: Storage = {
    table(name) {
      names.add(name);
      return memory.table(name);
    },
    queue: (name) => memory.queue(name),
  };
  openStores({ storage, clock, random: seededRandom() });
  return names;
}

/** The same rules on copies with one thing wrong: each is found, where it stands. */
test.each([
  {
    wrong: 'a bracket that is missing',
    rule: isWellFormed,
    file: 'app.bicep',
    from: "runtime: { name: 'node', version: '22' }",
    to: "runtime: { name: 'node', version: '22'",
    found: 'cannot be read',
  },
  {
    wrong: 'a module of a registry',
    rule: standsAlone,
    file: 'main.bicep',
    from: "'vault.bicep'",
    to: "'br/public:avm/res/key-vault/vault:0.1.0'",
    found: 'main.bicep:',
  },
  {
    wrong: 'a property renamed',
    rule: isClosed,
    file: 'storage.bicep',
    from: 'allowSharedKeyAccess',
    to: 'allowSharedKeys',
    found: 'allowSharedKeyAccess is undefined, must be false',
  },
  {
    wrong: 'a property turned round',
    rule: isClosed,
    file: 'app.bicep',
    from: "name: 'scm'\n  properties: { allow: false }",
    to: "name: 'scm'\n  properties: { allow: true }",
    found: 'properties.allow is true, must be false',
  },
  {
    wrong: 'a role more',
    rule: rightsAreFew,
    file: 'vault.bicep',
    from: "'4633458b-17de-408a-b874-0445c86b69e6'",
    to: "'00482a5a-887f-4fb3-b363-3b7fe8e74483'",
    found: 'is none of the five roles',
  },
  {
    wrong: 'a role on the whole group',
    rule: rightsAreFew,
    file: 'vault.bicep',
    from: '  scope: vault\n  properties: {\n    roleDefinitionId',
    to: '  properties: {\n    roleDefinitionId',
    found: 'gives rights on the whole group',
  },
  {
    wrong: 'a setting misspelt',
    rule: settingsAreKnown,
    file: 'app.bicep',
    from: 'TOKEN_AUDIENCES:',
    to: 'TOKEN_AUDIENCE:',
    found: 'sets TOKEN_AUDIENCE, which nobody reads',
  },
  {
    wrong: 'a setting left out',
    rule: settingsAreKnown,
    file: 'app.bicep',
    from: '    SUPERVISE_SCHEDULE: superviseSchedule\n',
    to: '',
    found: 'app.bicep does not set SUPERVISE_SCHEDULE',
  },
  {
    wrong: 'a parameter forgotten',
    rule: modulesGetTheirParameters,
    file: 'main.bicep',
    from: '    vaultUri: vault.outputs.uri\n',
    to: '',
    found: 'app.bicep needs vaultUri',
  },
  {
    wrong: 'a parameter nobody knows',
    rule: modulesGetTheirParameters,
    file: 'main.bicep',
    from: '    mailFrom: mailFrom\n',
    to: '    mailFrom: mailFrom\n    mailTo: mailFrom\n',
    found: 'app.bicep knows no mailTo',
  },
  {
    wrong: 'a name misspelt',
    rule: namesAreDeclared,
    file: 'storage.bicep',
    from: 'scope: account',
    to: 'scope: acount',
    found: 'uses acount, which is not declared',
  },
])('$wrong is found', async ({ rule, file, from, to, found }) => {
  const text = TEXTS[file] ?? '';
  expect(text).toContain(from);
  const broken = rule(await parseTemplate({ ...TEXTS, [file]: text.replace(from, to) }));
  expect(broken).not.toEqual([]);
  expect(broken.join('\n')).toContain(found);
});
