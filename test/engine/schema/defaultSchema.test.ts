import { planChanges } from '../../../shared/engine/person/changes';
import { parseSchema } from '../../../shared/engine/review/parseSchema';
import { compileSchema } from '../../../shared/engine/schema/compileSchema';
import {
  defaultSchema,
  TEMPLATE_IDS,
  type TemplateId,
  templateSystems,
} from '../../../shared/engine/schema/defaultSchema';
import type { JsonObject } from '../../../shared/scim/json';
import { CONTEXT } from '../support/schemas';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const parts = (templateId: TemplateId, defaultContainer?: string) => {
  const schema = defaultSchema(templateId, {
    id: 'job-1',
    ...(defaultContainer !== undefined && { defaultContainer }),
  });
  const [rule] = schema.synchronizationRules;
  const [mapping] = rule?.objectMappings ?? [];
  const [source, target] = schema.directories;
  if (!rule || !mapping || !source || !target) throw new Error('the default schema is incomplete');
  return { schema, rule, mapping, source, target };
};
const attributesOf = (directory: ReturnType<typeof parts>['source']) => directory.objects[0]?.attributes ?? [];
const rows = (templateId: TemplateId) =>
  parts(templateId).mapping.attributeMappings.map(({ targetAttributeName, source, flowType, matchingPriority }) =>
    [targetAttributeName, source?.expression, flowType === 'Always' ? '' : flowType, matchingPriority || ''].join(
      ' | ',
    ),
  );

describe('the default schema of API2AAD', () => {
  test('has the names that clients rely on', () => {
    const { schema, rule, mapping, source, target } = parts('API2AAD');
    expect(schema).toMatchObject({ id: 'job-1', version: 'v1.0' });
    expect(rule).toMatchObject({
      id: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
      name: 'USER_INBOUND_USER',
      priority: 1,
      editable: true,
      sourceDirectoryName: 'API',
      targetDirectoryName: 'Azure Active Directory',
    });
    expect(mapping).toMatchObject({
      name: 'Provision API Users',
      enabled: true,
      flowTypes: 'Add, Update, Delete',
      sourceObjectName: 'User',
      targetObjectName: 'User',
      scope: null,
    });
    expect([source.name, source.objects[0]?.name]).toEqual(['API', 'User']);
    expect([target.name, target.objects[0]?.name]).toEqual(['Azure Active Directory', 'User']);
    expect(schema.directories.map(({ id }) => id)).toEqual([
      'b7a1c3f2-5f3e-4a0b-8f2d-0d0f6f0b1a11',
      'c8b2d4e3-6a4f-4b1c-9a3e-1e1a7a1c2b22',
    ]);
  });

  test('maps what the specification lists (engine 4.2)', () => {
    expect(rows('API2AAD')).toEqual([
      'employeeId | [externalId] |  | 1',
      'userPrincipalName | IIF(InStr([userName], "@", , ) > 0, Trim([userName]), IIF(IsNullOrEmpty(Trim([userName])), "", Join("@", Trim([userName]), DefaultDomain()))) |  | ',
      'accountEnabled | [active] |  | ',
      'displayName | [displayName] |  | ',
      'givenName | [name.givenName] |  | ',
      'surname | [name.familyName] |  | ',
      'mailNickname | Replace([userName], , "(?<Suffix>@(.)*)", "Suffix", "", , ) | ObjectAddOnly | ',
      'jobTitle | [title] |  | ',
      `department | [${ENTERPRISE}:department] |  | `,
      `companyName | [${ENTERPRISE}:organization] |  | `,
      `manager | [${ENTERPRISE}:manager] |  | `,
      'streetAddress | [addresses[type eq "work"].streetAddress] |  | ',
      'city | [addresses[type eq "work"].locality] |  | ',
      'state | [addresses[type eq "work"].region] |  | ',
      'postalCode | [addresses[type eq "work"].postalCode] |  | ',
      'country | [addresses[type eq "work"].country] |  | ',
      'telephoneNumber | [phoneNumbers[type eq "work"].value] |  | ',
      'mobile | [phoneNumbers[type eq "mobile"].value] |  | ',
      'facsimileTelephoneNumber | [phoneNumbers[type eq "fax"].value] |  | ',
      'preferredLanguage | [preferredLanguage] |  | ',
      'employeeType | [userType] |  | ',
      'userType | "Member" | ObjectAddOnly | ',
    ]);
  });

  test('knows every target attribute of the wire contract (4.6)', () => {
    const names = attributesOf(parts('API2AAD').target).map(({ name }) => name);
    const listed =
      'employeeId userPrincipalName mailNickname accountEnabled displayName givenName surname mail otherMails ' +
      'preferredLanguage usageLocation userType employeeType employeeHireDate employeeLeaveDateTime ' +
      'passwordProfile.password telephoneNumber mobile facsimileTelephoneNumber physicalDeliveryOfficeName ' +
      'officeLocation streetAddress city state postalCode country companyName department jobTitle manager ' +
      'employeeOrgData.division employeeOrgData.costCenter objectId IsSoftDeleted dirSyncEnabled';
    const extensions = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);
    expect(names.toSorted()).toEqual([...listed.split(' '), ...extensions].toSorted());
  });

  test('says what each attribute takes', () => {
    const attributes = attributesOf(parts('API2AAD').target);
    const traits = (trait: (attribute: (typeof attributes)[number]) => boolean) =>
      attributes.filter(trait).map(({ name }) => name);
    expect(traits(({ anchor }) => anchor)).toEqual(['objectId']);
    expect(traits(({ required }) => required)).toEqual([
      'userPrincipalName',
      'mailNickname',
      'accountEnabled',
      'displayName',
    ]);
    expect(traits(({ mutability }) => mutability === 'ReadOnly')).toEqual([
      'objectId',
      'IsSoftDeleted',
      'dirSyncEnabled',
    ]);
    expect(traits(({ mutability }) => mutability === 'Immutable')).toEqual(['mail']);
    expect(traits(({ mutability }) => mutability === 'WriteOnly')).toEqual(['passwordProfile.password']);
    expect(traits(({ multivalued }) => multivalued)).toEqual(['otherMails']);
    expect(traits(({ type }) => type === 'Boolean')).toEqual(['accountEnabled', 'IsSoftDeleted', 'dirSyncEnabled']);
    expect(traits(({ type }) => type === 'DateTime')).toEqual(['employeeHireDate', 'employeeLeaveDateTime']);
    expect(attributes.find(({ name }) => name === 'employeeId')?.metadata).toEqual([
      { key: 'MaximumLength', value: '16' },
    ]);
    expect(attributes.find(({ name }) => name === 'manager')).toMatchObject({
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: 'objectId' }],
    });
    expect(parts('API2AAD').target.objects[0]?.metadata).toEqual([
      { key: 'IsSoftDeletionSupported', value: 'true' },
      { key: 'PropertyNameAccountEnabled', value: 'accountEnabled' },
      { key: 'PropertyNameSoftDeleted', value: 'IsSoftDeleted' },
    ]);
  });

  test('has no use for a container', () => {
    expect(parts('API2AAD', 'OU=People').mapping.attributeMappings).toHaveLength(22);
  });
});

describe('the source of every template', () => {
  test.each(TEMPLATE_IDS)('%s: SCIM core and enterprise users (engine 4.1)', (templateId) => {
    const attributes = attributesOf(parts(templateId).source);
    const names = attributes.map(({ name }) => name);
    const work = (sub: string) => `addresses[type eq "work"].${sub}`;
    expect(names).toEqual(
      expect.arrayContaining([
        ...'externalId userName active displayName nickName profileUrl title userType preferredLanguage locale timezone'.split(
          ' ',
        ),
        ...'formatted familyName givenName middleName honorificPrefix honorificSuffix'
          .split(' ')
          .map((sub) => `name.${sub}`),
        ...'work home other'.split(' ').map((type) => `emails[type eq "${type}"].value`),
        ...'work mobile fax home pager other'.split(' ').map((type) => `phoneNumbers[type eq "${type}"].value`),
        ...'formatted streetAddress locality region postalCode country'.split(' ').map(work),
        ...'employeeNumber costCenter organization division department manager'
          .split(' ')
          .map((sub) => `${ENTERPRISE}:${sub}`),
      ]),
    );
    expect(names).toHaveLength(50);
    expect(new Set(names).size).toBe(50);
    expect(attributes.filter(({ anchor }) => anchor)).toMatchObject([
      { name: 'externalId', caseExact: true, required: true },
    ]);
    expect(attributes.find(({ name }) => name === 'active')?.type).toBe('Boolean');
    expect(attributes.find(({ name }) => name.endsWith(':manager'))).toMatchObject({
      type: 'Reference',
      referencedObjects: [{ referencedObjectName: 'User', referencedProperty: 'externalId' }],
    });
  });

  test.each(['emails', 'phoneNumbers', 'addresses'])(
    'the work element of %s goes first: clients take the first',
    (collection) => {
      const names = attributesOf(parts('API2AAD').source).map(({ name }) => name);
      expect(names.find((name) => name.startsWith(collection))).toContain('[type eq "work"]');
    },
  );
});

describe('the default schema of API2AD', () => {
  test('maps what the specification lists (engine 4.3)', () => {
    const [employeeId, commonName, accountName, principalName, ...others] = rows('API2AD');
    expect([commonName, accountName, principalName].map((row) => row?.replace(/\(.*\)/, '(…)'))).toEqual([
      'cn | SelectUniqueValue(…) | ObjectAddOnly | ',
      'sAMAccountName | SelectUniqueValue(…) | ObjectAddOnly | ',
      'userPrincipalName | IIF(…) | ObjectAddOnly | ',
    ]);
    expect([employeeId, ...others]).toEqual([
      'employeeID | [externalId] |  | 1',
      'accountDisabled | IIF(IsNullOrEmpty([active]), IgnoreAttributeFlow, Not([active])) |  | ',
      'displayName | [displayName] |  | ',
      'givenName | [name.givenName] |  | ',
      'sn | [name.familyName] |  | ',
      'title | [title] |  | ',
      `department | [${ENTERPRISE}:department] |  | `,
      `company | [${ENTERPRISE}:organization] |  | `,
      `manager | [${ENTERPRISE}:manager] |  | `,
      'streetAddress | [addresses[type eq "work"].streetAddress] |  | ',
      'l | [addresses[type eq "work"].locality] |  | ',
      'st | [addresses[type eq "work"].region] |  | ',
      'postalCode | [addresses[type eq "work"].postalCode] |  | ',
      'c | [addresses[type eq "work"].country] |  | ',
      'co | [addresses[type eq "work"].country] |  | ',
      'telephoneNumber | [phoneNumbers[type eq "work"].value] |  | ',
      'mobile | [phoneNumbers[type eq "mobile"].value] |  | ',
      'facsimileTelephoneNumber | [phoneNumbers[type eq "fax"].value] |  | ',
      'preferredLanguage | [preferredLanguage] |  | ',
    ]);
  });

  test('names its target and how it disables accounts', () => {
    const { rule, target } = parts('API2AD');
    expect([rule.targetDirectoryName, target.name]).toEqual(['Active Directory', 'Active Directory']);
    expect(target.objects[0]?.metadata).toEqual([{ key: 'IsSoftDeletionSupported', value: 'false' }]);
    expect(compileSchema(defaultSchema('API2AD', { id: '1' })).enabledAttribute).toEqual({
      name: 'accountDisabled',
      whenEnabled: false,
    });
  });

  test('says what each attribute takes (engine 12)', () => {
    const attributes = attributesOf(parts('API2AD').target);
    const find = (name: string) => attributes.find((attribute) => attribute.name === name);
    expect(attributes.filter(({ anchor }) => anchor).map(({ name }) => name)).toEqual(['objectGUID']);
    expect(attributes.filter(({ required }) => required).map(({ name }) => name)).toEqual(['cn', 'sAMAccountName']);
    expect(find('sAMAccountName')?.metadata).toEqual([{ key: 'MaximumLength', value: '20' }]);
    expect(find('company')?.metadata).toEqual([{ key: 'MaximumLength', value: '64' }]);
    expect(find('accountExpires')?.type).toBe('Integer');
    expect(find('accountDisabled')?.type).toBe('Boolean');
    expect(find('proxyAddresses')).toMatchObject({ multivalued: true, caseExact: true });
    expect(find('unicodePwd')?.mutability).toBe('WriteOnly');
    expect(find('parentDistinguishedName')?.metadata).toEqual([{ key: 'IsContainer', value: 'true' }]);
    expect(find('manager')?.referencedObjects).toEqual([
      { referencedObjectName: 'User', referencedProperty: 'distinguishedName' },
    ]);
  });

  test('new accounts go to the default container of the job', () => {
    const { schema } = parts('API2AD', 'OU=A\\, "B",DC=x');
    const plan = planChanges(
      compileSchema(schema),
      { externalId: '1', userName: 'ann', displayName: 'Ann' },
      undefined,
      CONTEXT,
    );
    expect(plan).toMatchObject({ kind: 'create', attributes: { parentDistinguishedName: 'OU=A\\, "B",DC=x' } });
  });
});

describe('what the default schemas make of real files (payload 6)', () => {
  const created = (templateId: TemplateId, data: JsonObject, taken: readonly string[] = []) => {
    const isTaken = (attribute: string, value: string) => taken.includes(`${attribute}=${value}`);
    const compiled = compileSchema(defaultSchema(templateId, { id: '1' }));
    const plan = planChanges(compiled, { externalId: '1', displayName: 'Ann Lee', ...data }, undefined, {
      ...CONTEXT,
      isTaken,
    });
    return plan.kind === 'create' ? plan.attributes : plan;
  };

  test.each([
    { userName: 'ann', userPrincipalName: 'ann@contoso.com' },
    { userName: 'ann@fabrikam.com', userPrincipalName: 'ann@fabrikam.com' },
    { userName: 'ann@fabrikam.com ', userPrincipalName: 'ann@fabrikam.com' },
  ])('$userName signs in to Entra as $userPrincipalName', ({ userName, userPrincipalName }) => {
    expect(created('API2AAD', { userName })).toMatchObject({
      userPrincipalName,
      mailNickname: 'ann',
      userType: 'Member',
    });
  });

  test.each([null, '', ' ', '\u00a0', [], {}])('nobody gets a domain for a name (%j)', (userName) => {
    expect(created('API2AAD', { userName })).toMatchObject({
      kind: 'failed',
      failures: [
        { code: 'MandatoryFieldsMissing', attribute: 'userPrincipalName' },
        { code: 'MandatoryFieldsMissing', attribute: 'mailNickname' },
      ],
    });
    expect(created('API2AD', { userName, displayName: '' })).toMatchObject({
      kind: 'failed',
      failures: [
        { code: 'MandatoryFieldsMissing', attribute: 'cn' },
        { code: 'MandatoryFieldsMissing', attribute: 'sAMAccountName' },
      ],
    });
  });

  test.each<{ userName: string; taken?: string[]; sAMAccountName: string }>([
    { userName: 'ann@contoso.com', sAMAccountName: 'ann' },
    { userName: ' ann ', sAMAccountName: 'ann' },
    { userName: 'a/n\\n[e]:;|=,+*?<>"', sAMAccountName: 'anne' },
    { userName: 'ann.of.the.long.long.name', sAMAccountName: 'ann.of.the.long.long' },
    { userName: 'annofthelonglonglon.....', sAMAccountName: 'annofthelonglonglon' },
    { userName: 'ann@a.com', taken: ['sAMAccountName=ann'], sAMAccountName: 'ann2' },
    { userName: 'ann@a.com', taken: ['sAMAccountName=ann', 'sAMAccountName=ann2'], sAMAccountName: 'ann3' },
    {
      userName: 'ann.of.the.long.long.name',
      taken: ['sAMAccountName=ann.of.the.long.long'],
      sAMAccountName: 'ann.of.the.long.lon2',
    },
  ])('$userName gets the account name $sAMAccountName', ({ userName, taken, sAMAccountName }) => {
    expect(created('API2AD', { userName }, taken)).toMatchObject({ sAMAccountName });
  });

  test('two people of one name get two names', () => {
    expect(created('API2AD', { userName: 'ann' })).toMatchObject({ cn: 'Ann Lee' });
    expect(created('API2AD', { userName: 'ann' }, ['cn=Ann Lee'])).toMatchObject({
      cn: 'Ann Lee 2',
      displayName: 'Ann Lee',
    });
    expect(created('API2AD', { userName: 'ann', displayName: 'x'.repeat(80) })).toMatchObject({ cn: 'x'.repeat(64) });
    const taken = [`cn=${'x'.repeat(64)}`];
    expect(created('API2AD', { userName: 'ann', displayName: 'x'.repeat(80) }, taken)).toMatchObject({
      cn: `${'x'.repeat(62)} 2`,
    });
  });

  test.each<{
    templateId: TemplateId;
    enabled: Record<string, boolean | undefined>;
    disabled: Record<string, boolean>;
  }>([
    { templateId: 'API2AAD', enabled: { accountEnabled: true }, disabled: { accountEnabled: false } },
    { templateId: 'API2AD', enabled: { accountDisabled: undefined }, disabled: { accountDisabled: true } },
    { templateId: 'API2SCIM', enabled: { active: true }, disabled: { active: false } },
  ])('$templateId: whoever is not said to be inactive is created enabled', ({ templateId, enabled, disabled }) => {
    const [name = ''] = Object.keys(enabled);
    const attribute = (data: JsonObject) =>
      (created(templateId, { userName: 'ann', ...data }) as Record<string, unknown>)[name];
    expect([attribute({}), attribute({ active: '' }), attribute({ active: null })]).toEqual(
      Array(3).fill(enabled[name]),
    );
    expect([attribute({ active: false }), attribute({ active: '0' })]).toEqual(Array(2).fill(disabled[name]));
  });

  test.each(TEMPLATE_IDS)('%s: who is not spoken of stays as she is', (templateId) => {
    const compiled = compileSchema(defaultSchema(templateId, { id: '1' }));
    const account = { employeeId: '1', employeeID: '1', [`${ENTERPRISE}:employeeNumber`]: '1', accountEnabled: false };
    for (const none of ['', ' ', '\u00a0', null, [], {}]) {
      const blank = {
        externalId: '1',
        userName: none,
        displayName: none,
        active: none,
        title: none,
        name: { givenName: none },
        phoneNumbers: [{ type: 'work', value: none }],
        addresses: [{ type: 'work', streetAddress: none }],
        [ENTERPRISE]: { department: none, manager: none },
      };
      const plan = planChanges(compiled, blank, { attributes: { ...account, externalId: '1' } }, CONTEXT);
      expect(plan).toMatchObject({ kind: 'nothing', skip: 'RedundantExport', references: [] });
    }
  });
});

describe('mail in Entra (payload 6)', () => {
  const WORK = '[emails[type eq "work"].value]';
  /** As older versions gave it, and as clients write it. */
  test.each(['Immutable', 'ReadOnly', 'ReadWrite'])('may be mapped where the schema calls it %s', (mutability) => {
    const { schema } = parts('API2AAD');
    const sent = JSON.parse(JSON.stringify(schema));
    const attributes = sent.directories[1].objects[0].attributes;
    Object.assign(
      attributes.find(({ name }: { name: string }) => name === 'mail'),
      { mutability },
    );
    sent.synchronizationRules[0].objectMappings[0].attributeMappings.push({
      targetAttributeName: 'mail',
      source: { expression: WORK },
    });
    const parsed = parseSchema(sent);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    expect(parsed.warnings).toContainEqual({
      path: 'synchronizationRules[0].objectMappings[0].attributeMappings[22].flowType',
      code: 'OnlyAtCreation',
      message: 'mail is written when the account is created, and left alone after.',
    });
    const compiled = compileSchema(parsed.schema);
    const data = {
      externalId: '1',
      displayName: 'Ann',
      userName: 'ann',
      emails: [{ type: 'work', value: 'ann@a.com' }],
    };
    expect(planChanges(compiled, data, undefined, CONTEXT)).toMatchObject({ attributes: { mail: 'ann@a.com' } });
    const account = {
      attributes: { employeeId: '1', displayName: 'Ann', userPrincipalName: 'ann@contoso.com', mail: 'b@a.com' },
    };
    expect(planChanges(compiled, data, account, CONTEXT)).toMatchObject({ kind: 'nothing' });
  });

  test('is no other directory’s matter', () => {
    const { schema } = parts('API2AD');
    const sent = JSON.parse(JSON.stringify(schema));
    const mail = sent.directories[1].objects[0].attributes.find(({ name }: { name: string }) => name === 'mail');
    mail.mutability = 'ReadOnly';
    sent.synchronizationRules[0].objectMappings[0].attributeMappings.push({
      targetAttributeName: 'mail',
      source: { expression: WORK },
    });
    expect(parseSchema(sent)).toMatchObject({ ok: false, faults: [{ code: 'ReadOnlyTarget' }] });
  });
});

describe('the default schema of API2SCIM', () => {
  test('maps what docs/targets-scim.md lists', () => {
    const same = (name: string) => `${name} | [${name}] |  | `;
    expect(rows('API2SCIM')).toEqual([
      'externalId | [externalId] |  | 1',
      'userName | [userName] |  | 2',
      same('active'),
      same('displayName'),
      same('name.givenName'),
      same('name.familyName'),
      same('title'),
      same('preferredLanguage'),
      same('userType'),
      same('emails[type eq "work"].value'),
      same('phoneNumbers[type eq "work"].value'),
      same('phoneNumbers[type eq "mobile"].value'),
      same('addresses[type eq "work"].streetAddress'),
      same('addresses[type eq "work"].locality'),
      same('addresses[type eq "work"].region'),
      same('addresses[type eq "work"].postalCode'),
      same('addresses[type eq "work"].country'),
      `${ENTERPRISE}:employeeNumber | [externalId] |  | `,
      same(`${ENTERPRISE}:department`),
      same(`${ENTERPRISE}:organization`),
      same(`${ENTERPRISE}:division`),
      same(`${ENTERPRISE}:costCenter`),
      same(`${ENTERPRISE}:manager`),
    ]);
  });

  test('names its target, its anchor and how it disables accounts', () => {
    const { rule, target } = parts('API2SCIM');
    expect([rule.targetDirectoryName, target.name]).toEqual(['SCIM', 'SCIM']);
    const attributes = attributesOf(target);
    expect(attributes.filter(({ anchor }) => anchor).map(({ name }) => name)).toEqual(['id']);
    expect(attributes.filter(({ required }) => required).map(({ name }) => name)).toEqual(['userName']);
    expect(attributes.find(({ name }) => name.endsWith(':manager'))?.referencedObjects).toEqual([
      { referencedObjectName: 'User', referencedProperty: 'id' },
    ]);
    expect(new Set(attributes.map(({ name }) => name)).size).toBe(51);
    expect(compileSchema(defaultSchema('API2SCIM', { id: '1' })).enabledAttribute).toEqual({
      name: 'active',
      whenEnabled: true,
    });
  });
});

test.each(TEMPLATE_IDS)('%s: what GET gives, PUT takes back unchanged', (templateId) => {
  const { schema } = parts(templateId, 'OU=People,DC=contoso,DC=com');
  const parsed = parseSchema(JSON.parse(JSON.stringify(schema)));
  expect(parsed).toEqual({ ok: true, schema, warnings: expect.any(Array) });
});

test.each([
  {
    templateId: 'API2AAD',
    kind: 'entra',
    target: 'Azure Active Directory',
    id: 'c8b2d4e3-6a4f-4b1c-9a3e-1e1a7a1c2b22',
    metadata: [
      'IsSoftDeletionSupported=true',
      'PropertyNameAccountEnabled=accountEnabled',
      'PropertyNameSoftDeleted=IsSoftDeleted',
    ],
  },
  {
    templateId: 'API2AD',
    kind: 'activeDirectory',
    target: 'Active Directory',
    id: 'd9c3e5f4-7b5a-4c2d-8b4f-2f2b8b2d3c33',
    metadata: ['IsSoftDeletionSupported=false'],
  },
  {
    templateId: 'API2SCIM',
    kind: 'scim',
    target: 'SCIM',
    id: 'e0daf605-8c6b-4d3e-9c50-303c9c3e4d44',
    metadata: ['IsSoftDeletionSupported=false', 'PropertyNameAccountEnabled=active'],
  },
] as const)('$templateId leads from API to $target, and says so', ({ templateId, kind, target, id, metadata }) => {
  expect(templateSystems(templateId)).toEqual({ source: 'API', target, kind });
  const { rule, source, target: directory } = parts(templateId);
  const fixed = { readOnly: false, version: 'v1.0', discoveryDateTime: null, discoverabilities: 'None' };
  expect(source).toMatchObject({ name: 'API', ...fixed });
  expect(directory).toMatchObject({ id, name: target, ...fixed });
  expect(directory.objects[0]?.metadata.map(({ key, value }) => `${key}=${value}`)).toEqual(metadata);
  expect(directory.objects[0]?.supportedApis).toEqual([]);
  expect(rule.metadata).toEqual([{ key: 'supportsProvisionOnDemand', value: 'true' }]);
});

test('each job gets a schema of its own', () => {
  expect(defaultSchema('API2AAD', { id: 'a' }).id).toBe('a');
  expect(defaultSchema('API2AAD', { id: 'b' }).id).toBe('b');
});
