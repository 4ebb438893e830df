/** How the SCIM target speaks to a real server: which requests, in which form, and what it learns from it first. */
import type { ScimTargetSettings } from '../../../shared/targets/scim/settings';
import type { Target } from '../../../shared/targets/target';
import {
  CONTOSO,
  type RecordedRequest,
  type ScimServer,
  type ScimServerOptions,
  startScimServer,
} from '../../support/scimServer';
import { openScimTarget } from '../../support/scimTarget';
import { failureOf } from './contract';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let server: ScimServer;

afterEach(() => server.close());

async function open(settings: Partial<ScimTargetSettings> = {}, options: ScimServerOptions = {}): Promise<Target> {
  server = await startScimServer(options);
  return openScimTarget(server, settings).target;
}

function sent(method: string): readonly RecordedRequest[] {
  return server.requests.filter((request) => request.method === method);
}

const lines = () => server.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);

describe('the requests', () => {
  test('of the connection test are one search by a random name', async () => {
    const target = await open();
    await target.testConnection();
    expect(lines()).toEqual([expect.stringMatching(/^GET \/scim\/Users\?filter=userName eq "[0-9a-f-]{36}"$/)]);
  });

  test('of a life are the fewest that know what they change', async () => {
    const target = await open();
    await target.find('externalId', 'E1', []);
    const boss = (await target.create({ userName: 'boss' })).anchor;
    const { anchor } = await target.create({ userName: 'ada', externalId: 'E1', active: true });
    await target.update(anchor, { active: false });
    await target.setReference(anchor, `${ENTERPRISE}:manager`, boss);
    await target.setReference(anchor, `${ENTERPRISE}:manager`, boss);
    await target.delete(anchor);
    expect(lines()).toEqual([
      'GET /scim/Users?filter=externalId eq "E1"',
      'POST /scim/Users',
      'POST /scim/Users',
      `PATCH /scim/Users/${anchor}`, // as it was created a moment ago
      `GET /scim/Users/${boss}`,
      `PATCH /scim/Users/${anchor}`,
      `DELETE /scim/Users/${anchor}`,
      `GET /scim/Users/${anchor}`, // whether it is for good
    ]);
  });

  test('carry the media type of SCIM and the token', async () => {
    const target = await open();
    await target.create({ userName: 'ada' });
    expect(sent('POST')[0]?.headers).toMatchObject({
      'content-type': 'application/scim+json',
      accept: 'application/scim+json, application/json',
      authorization: `Bearer ${server.token}`,
    });
  });

  test('of a create are whole: core, extensions, collections', async () => {
    const target = await open();
    const attributes = {
      userName: 'ada',
      active: true,
      'name.givenName': 'Ada',
      'emails[type eq "work"].value': 'ada@work.example',
      roles: ['author'],
      [`${ENTERPRISE}:department`]: 'Engines',
      [`${CONTOSO}:badge`]: 'B1',
      [`${CONTOSO}:skills`]: ['mathematics', 'poetry'],
      [`${CONTOSO}:floor`]: 3,
      title: null,
    };
    const { anchor } = await target.create(attributes);
    expect(sent('POST')[0]?.body).toEqual({
      schemas: [CORE, ENTERPRISE, CONTOSO],
      userName: 'ada',
      active: true,
      name: { givenName: 'Ada' },
      emails: [{ type: 'work', value: 'ada@work.example' }],
      roles: [{ value: 'author' }],
      [ENTERPRISE]: { department: 'Engines' },
      [CONTOSO]: { badge: 'B1', skills: ['mathematics', 'poetry'], floor: 3 },
    });
    const { title: _empty, ...present } = attributes;
    expect((await target.read(anchor, Object.keys(attributes)))?.attributes).toEqual({ ...present, roles: ['author'] });
  });

  test('name the version of a user that has one, and none of a user that has none', async () => {
    const target = await open({}, { versions: true });
    const { anchor } = await target.create({ userName: 'ada' });
    await target.update(anchor, { title: 'Countess' });
    await target.update(anchor, { title: 'Lady' });
    expect(sent('PATCH').map(({ headers }) => headers['if-match'])).toEqual(['W/"1"', 'W/"2"']);
    await server.close();

    const other = await open();
    const created = await other.create({ userName: 'ada' });
    await other.update(created.anchor, { title: 'Countess' });
    expect(sent('PATCH').map(({ headers }) => headers['if-match'])).toEqual([undefined]);
  });

  test('of a PUT keep everything that was not to change', async () => {
    const target = await open({ profile: 'noPatch' }, { versions: true });
    const { anchor } = await target.create({
      userName: 'ada',
      title: 'Countess',
      [`${ENTERPRISE}:department`]: 'Engines',
    });
    server.touch(anchor, { nickName: 'of another system' });
    await target.update(anchor, { title: null, [`${CONTOSO}:badge`]: 'B1' });
    const [outdated, put] = sent('PUT');
    expect(outdated?.headers['if-match']).toBe('W/"1"');
    expect(put).toMatchObject({
      headers: { 'if-match': 'W/"2"' },
      body: {
        schemas: [CORE, ENTERPRISE, CONTOSO],
        id: anchor,
        userName: 'ada',
        nickName: 'of another system',
        [ENTERPRISE]: { department: 'Engines' },
        [CONTOSO]: { badge: 'B1' },
      },
    });
    expect(put?.body).not.toHaveProperty('title');
    expect(put?.body).not.toHaveProperty('meta');
  });
});

describe('a strict service', () => {
  test('takes the corrected form of Microsoft’s client for what is there already', async () => {
    const target = await open({ profile: 'entraCorrected' });
    const { anchor } = await target.create({ userName: 'ada', displayName: 'Ada', active: true, title: 'Countess' });
    await target.update(anchor, { displayName: 'Ada L.', active: false, title: null, nickName: 'Ada' });
    expect(sent('PATCH')[0]?.body).toEqual({
      schemas: [PATCH_OP],
      Operations: [
        { op: 'replace', value: { displayName: 'Ada L.', active: false } },
        { op: 'remove', path: 'title' },
        { op: 'add', path: 'nickName', value: 'Ada' },
      ],
    });
    const read = await target.read(anchor, ['displayName', 'active', 'title', 'nickName']);
    expect(read?.attributes).toEqual({ displayName: 'Ada L.', active: false, nickName: 'Ada' });
  });

  test('refuses the classic form, and the failure names the attribute', async () => {
    const target = await open({ profile: 'entraClassic' });
    const { anchor } = await target.create({ userName: 'ada', active: true });
    expect(await failureOf(target.update(anchor, { active: false }))).toMatchObject({
      code: 'InvalidValue',
      attribute: 'active',
    });
    expect((await target.read(anchor, ['active']))?.attributes).toEqual({ active: true });
  });

  test('refuses a path it does not know, and the failure names it', async () => {
    const target = await open();
    const { anchor } = await target.create({ userName: 'ada' });
    expect(await failureOf(target.update(anchor, { shoeSize: 38 }))).toMatchObject({
      code: 'SchemaAttributeNotFound',
      attribute: 'shoeSize',
    });
  });
});

describe('probing', () => {
  test('happens once, before the first request that depends on it', async () => {
    const target = await open({ profile: 'probe' });
    await Promise.all([target.testConnection(), target.find('userName', 'ada', [])]);
    await target.create({ userName: 'ada' });
    expect(lines().slice(0, 3)).toEqual([
      'GET /scim/ServiceProviderConfig',
      'GET /scim/Schemas',
      'GET /scim/ResourceTypes',
    ]);
    expect(lines().filter((line) => line.includes('ServiceProviderConfig'))).toHaveLength(1);
  });

  test.each([
    { name: 'patches a service that says it can', options: {}, method: 'PATCH' },
    { name: 'replaces at a service that says it cannot', options: { patch: false }, method: 'PUT' },
  ])('$name', async ({ options, method }) => {
    const target = await open({ profile: 'probe' }, options);
    const { anchor } = await target.create({ userName: 'ada' });
    await target.update(anchor, { title: 'Countess' });
    expect(sent(method)).toHaveLength(1);
  });

  test('lets writes made at the same time travel together where the service offers it', async () => {
    const target = await open({ profile: 'probe' }, { bulk: 20 });
    await target.testConnection();
    const names = Array.from({ length: 40 }, (_, n) => `person${n}`);
    const taken = target.create({ userName: 'PERSON7' }); // first come, first served: one of the forty is refused
    const outcomes = await Promise.allSettled([
      taken,
      ...names.map((userName) => target.create({ userName, title: 'x' })),
    ]);
    const anchors = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.anchor] : []));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(anchors.sort()).toEqual([...server.users.keys()].sort());
    expect(sent('POST').map(({ url }) => url)).toEqual(['/scim/Bulk', '/scim/Bulk', '/scim/Users']);

    await Promise.all(anchors.map((anchor) => target.update(anchor, { title: 'y' })));
    expect([...server.users.values()].map(({ title }) => title)).toEqual(Array(40).fill('y'));
    await Promise.all(anchors.map((anchor) => target.delete(anchor)));
    expect(server.users.size).toBe(0);
    expect(sent('PATCH').length).toBeLessThan(40); // each is read first, and the answers come one by one
    expect(sent('DELETE')).toEqual([]);
  });

  test('takes a page that is there for any address as no answer', async () => {
    const target = await open({ profile: 'probe' });
    const page = { kind: 'answer', status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>' } as const;
    server.fail('GET', page, page);
    await expect(target.testConnection()).resolves.toBeUndefined();
  });

  test('that fails stops nobody', async () => {
    const target = await open({ profile: 'probe' });
    server.fail('GET', { kind: 'answer', status: 500 }, { kind: 'answer', status: 401 });
    await expect(target.testConnection()).resolves.toBeUndefined();
  });

  test('tells at once of a service without filters', async () => {
    const target = await open({ profile: 'probe' }, { filter: false });
    const failure = await failureOf(target.testConnection());
    expect(failure.code).toBe('SystemForCrossDomainIdentityManagementServiceIncompatible');
    expect(failure.message).toContain('does not support filters');
  });
});

describe('the initial password', () => {
  test('is random, sent with the create where it is asked for, and given back to nobody', async () => {
    const target = await open({ initialPassword: true });
    const created = [await target.create({ userName: 'ada' }), await target.create({ userName: 'ben' })];
    const passwords = sent('POST').map(({ body }) => (body as { password: string }).password);
    expect(new Set(passwords).size).toBe(2);
    for (const password of passwords) {
      expect(password).toMatch(/^[\x21-\x7e]{24}$/);
      expect(JSON.stringify(created)).not.toContain(password);
    }
  });

  test('is not sent otherwise', async () => {
    const target = await open();
    await target.create({ userName: 'ada' });
    expect(sent('POST')[0]?.body).not.toHaveProperty('password');
  });

  test('is sent where the service says that it requires one', async () => {
    const target = await open({ profile: 'probe' });
    const schemas = [{ id: CORE, attributes: [{ name: 'password', type: 'string', required: true }] }];
    server.fail(
      'GET',
      { kind: 'meanwhile', run: () => undefined }, // the first document asked for is another one
      {
        kind: 'answer',
        status: 200,
        headers: { 'Content-Type': 'application/scim+json' },
        body: JSON.stringify({ totalResults: 1, Resources: schemas }),
      },
    );
    await target.create({ userName: 'ada' });
    expect(sent('POST')[0]?.body).toHaveProperty('password', expect.stringMatching(/^.{24}$/));
  });

  test('is not part of a failure that quotes it', async () => {
    const target = await open({ initialPassword: true });
    server.fail('POST', { kind: 'answer', status: 400, body: (user) => `Cannot read ${user}` });
    const failure = await failureOf(target.create({ userName: 'ada' }));
    expect(failure.details).toContain('"password":"[redacted]"');
    expect(failure.message).toContain('"password":"[redacted]"');
  });
});

describe('discovery', () => {
  test('gives what the service publishes, by path', async () => {
    const target = await open();
    const definitions = new Map((await target.discover())?.map((definition) => [definition.name, definition]));
    expect(definitions.get('id')).toMatchObject({ anchor: true, mutability: 'ReadOnly' });
    expect(definitions.get('userName')).toMatchObject({ type: 'String', required: true });
    expect(definitions.get('active')).toMatchObject({ type: 'Boolean' });
    expect(definitions.get('password')).toMatchObject({ mutability: 'WriteOnly' });
    expect(definitions.get('phoneNumbers[type eq "mobile"].value')).toMatchObject({
      type: 'String',
      multivalued: false,
    });
    expect(definitions.get('addresses[type eq "work"].locality')).toMatchObject({ type: 'String' });
    expect(definitions.get('roles')).toMatchObject({ multivalued: true });
    expect(definitions.get(`${ENTERPRISE}:department`)).toMatchObject({ type: 'String' });
    expect(definitions.get(`${ENTERPRISE}:manager`)).toMatchObject({ type: 'Reference' });
    expect(definitions.get(`${CONTOSO}:floor`)).toMatchObject({ type: 'Integer' });
    expect(definitions.get(`${CONTOSO}:joined`)).toMatchObject({ type: 'DateTime' });
    expect(definitions.get(`${CONTOSO}:skills`)).toMatchObject({ multivalued: true });
  });

  test('gives nothing where the service publishes nothing', async () => {
    const target = await open();
    server.fail('GET', { kind: 'answer', status: 404 });
    expect(await target.discover()).toBeUndefined();
  });
});

test('a service without a domain setting has no default domain', async () => {
  const target = await open();
  expect(await failureOf(target.defaultDomain())).toMatchObject({ code: 'NotImplemented', category: 'permanent' });
});

test('only the manager is a reference', async () => {
  const target = await open();
  const { anchor } = await target.create({ userName: 'ada' });
  expect(await failureOf(target.setReference(anchor, 'title', anchor))).toMatchObject({
    code: 'SchemaAttributeNotFound',
    attribute: 'title',
  });
});
