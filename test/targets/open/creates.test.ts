/**
 * A create is protected by a claim that runs out: sent after that, it could double an account that somebody else has created
 * meanwhile (I3). Held for every target at once, as jobs get them (`openTarget`): with a service that throttles again and
 * again, with one that is busy, and with one that does not say what it did.
 */
import type { ProvisioningError } from '../../../shared/errors';
import { noteDoubt } from '../../../shared/pipeline/person/doubt';
import { createGraphTraffic } from '../../../shared/targets/graph/traffic';
import type { Exchange } from '../../../shared/targets/kit/http';
import { type OpenTargetPorts, openTarget } from '../../../shared/targets/open/openTarget';
import type { Target } from '../../../shared/targets/target';
import { ANYWHERE } from '../../support/egress';
import { type VirtualClock, virtualClock } from '../../support/virtualClock';
import { fakeClock, rememberingLogger, seededRandom } from '../../support/world';

const CLAIM_MS = 30_000;
/** Each template whose creates need a claim, with secrets that suffice and attributes that it takes. */
const TEMPLATES = [
  {
    templateId: 'API2AAD',
    lookUp: 'userPrincipalName',
    over: 'HTTP',
    secrets: { BaseAddress: 'https://graph.example', AuthenticationType: 'ManagedIdentity' },
    attributes: { userPrincipalName: 'a@example.com', displayName: 'A', mailNickname: 'a', accountEnabled: true },
    isUser: (path: string) => path === '/v1.0/users',
  },
  {
    templateId: 'API2SCIM',
    lookUp: 'userName',
    over: 'HTTP',
    secrets: { BaseAddress: 'https://app.example/scim', SecretToken: 't' },
    attributes: { userName: 'a@example.com', displayName: 'A' },
    isUser: (path: string) => path === '/scim/Users',
  },
  {
    templateId: 'API2AD',
    lookUp: 'sAMAccountName',
    over: 'LDAP',
    secrets: { Server: 'dc.corp.example', Domain: 'corp.example', UserName: 'u', Password: 'p' },
    attributes: { parentDistinguishedName: 'OU=People,DC=corp,DC=example', cn: 'A', displayName: 'A' },
    isUser: () => false,
  },
] as const;
const OVER_HTTP = TEMPLATES.filter(({ over }) => over === 'HTTP');

let clock: VirtualClock;
/** When creates left, milliseconds after they were asked for, and how long each might take. */
let sent: { readonly afterMs: number; readonly timeoutMs: number }[];
/** What a create is answered; a promise: not before that. */
let answerCreate: () => Response | Promise<Response>;
/** What everything else is answered: by whether it looks for somebody. */
let answerRead: (looks: boolean) => Response | Promise<Response>;
const nobody = (looks: boolean) =>
  Response.json(looks ? { totalResults: 0, Resources: [], value: [] } : {}, { status: looks ? 200 : 404 });
let asked: number;
/** How long an access token takes to come, milliseconds. */
let tokenMs: number;
/** How many requests are refused for their token. */
let refusals: number;
/** What a domain controller is asked; a bind: at which host. */
const ldap = {
  bind: async (_host: string): Promise<void> => undefined,
  search: async (): Promise<void> => undefined,
  added: 0,
};

const DOMAIN = {
  dn: '',
  defaultNamingContext: 'DC=corp,DC=example',
  configurationNamingContext: 'CN=Configuration,DC=corp,DC=example',
  schemaNamingContext: 'CN=Schema,CN=Configuration,DC=corp,DC=example',
};
const SCHEMA = ['cn', 'displayName'].map((name) => ({
  dn: `<GUID=${'0'.repeat(32)}>;CN=${name}`,
  lDAPDisplayName: name,
  attributeSyntax: '2.5.5.12',
  isSingleValued: 'TRUE',
}));

jest.mock('ldapts', () => ({
  ...jest.requireActual<object>('ldapts'),
  Client: class {
    readonly isBound = true;
    readonly host: string;
    constructor({ url }: { readonly url: string }) {
      this.host = new URL(url).hostname;
    }
    async bind() {
      await ldap.bind(this.host);
    }
    async unbind() {}
    async search(base: string) {
      await ldap.search();
      return { searchEntries: base === '' ? [DOMAIN] : base === DOMAIN.schemaNamingContext ? SCHEMA : [] };
    }
    async add() {
      ldap.added += 1;
    }
  },
}));

beforeEach(() => {
  Object.assign(ldap, { bind: async () => undefined, search: async () => undefined, added: 0 });
  tokenMs = 0;
  refusals = 0;
  clock = virtualClock();
  asked = clock.now();
  sent = [];
  answerRead = nobody;
});

async function aToken(): Promise<string> {
  await clock.sleep(tokenMs);
  return 'a token';
}

const exchange: Exchange = async ({ method, url, timeoutMs }) => {
  const { hostname, pathname, search } = new URL(url);
  if (hostname === 'login.example') {
    const text = JSON.stringify({ access_token: await aToken(), expires_in: 3_600 });
    return { status: 200, headers: new Headers(), text };
  }
  const isCreate = method === 'POST' && TEMPLATES.some(({ isUser }) => isUser(pathname));
  if (isCreate) sent.push({ afterMs: clock.now() - asked, timeoutMs });
  const answer = await (isCreate ? answerCreate() : answerRead(search.includes('filter')));
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

type Template = (typeof TEMPLATES)[number];

async function open({ templateId, secrets }: Pick<Template, 'templateId'> & { secrets: object }): Promise<Target> {
  const world = { clock, random: seededRandom(), logger: rememberingLogger() };
  const ports: OpenTargetPorts = {
    ...world,
    embedded: {} as Target,
    exchange,
    egress: ANYWHERE,
    traffic: createGraphTraffic({ ...world, exchange, tokens: { token: () => aToken(), refused: () => true } }),
    options: {
      target: 'directory',
      tenantId: '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10',
      tenantSize: 'small',
      defaultDomain: 'example.com',
      concurrency: 4,
      claimMs: CLAIM_MS,
      allowHttpLoopback: true,
      keyVaultHosts: undefined,
    },
  };
  return openTarget({ id: 'job', templateId }, new Map(Object.entries(secrets)), ports);
}

const failureOf = (work: Promise<unknown>): Promise<ProvisioningError> =>
  work.then(
    () => {
      throw new Error('It succeeded.');
    },
    (error: ProvisioningError) => error,
  );

function throttled(seconds: number | undefined): Response {
  return Response.json(
    { error: { code: 'TooManyRequests' } },
    { status: 429, headers: seconds === undefined ? {} : { 'retry-after': String(seconds) } },
  );
}

describe.each(OVER_HTTP)('a create of $templateId', (template) => {
  test.each([1, 3, 4, 7, 9, 10, 14, 15, 29, 30, 31, 3_600, undefined])(
    'that is throttled for %s seconds, again and again, is over before its claim is, and then given back',
    async (seconds) => {
      answerCreate = () => throttled(seconds);
      const target = await open(template);
      const failure = await clock.run(failureOf(target.create(template.attributes, 'key')));
      expect(failure).toMatchObject({ code: 'TooManyRequests' });
      expect(sent.length).toBeGreaterThan(0);
      for (const one of sent) expect(one.afterMs + one.timeoutMs).toBeLessThanOrEqual(CLAIM_MS);
      expect(isInDoubt(failure)).toBe(false);
    },
  );

  test('that is throttled three times for two seconds each leaves four times, and is done', async () => {
    let refusals = 0;
    const user = { id: 'new', userName: 'a@example.com', schemas: [], ...template.attributes };
    answerCreate = () => {
      refusals += 1;
      return refusals <= 3 ? throttled(2) : Response.json(user, { status: 201 });
    };
    const target = await open(template);
    expect(await clock.run(target.create(template.attributes, 'key'))).toMatchObject({ anchor: 'new' });
    expect(sent).toHaveLength(4);
  });

  test.each([408, 500, 502, 504, 599])('that is answered %i is in doubt, and not sent again', async (status) => {
    answerCreate = () => Response.json({}, { status });
    const target = await open(template);
    const failure = await clock.run(failureOf(target.create(template.attributes, 'key')));
    expect(sent).toHaveLength(1);
    expect(isInDoubt(failure)).toBe(true);
  });

  test('that is answered 503 with a break is in doubt, and not sent again', async () => {
    answerCreate = () => Response.json({}, { status: 503, headers: { 'retry-after': '1' } });
    const target = await open(template);
    const failure = await clock.run(failureOf(target.create(template.attributes, 'key')));
    expect(sent).toHaveLength(1);
    expect(isInDoubt(failure)).toBe(true);
  });

  test.each([400, 401, 403, 409, 413, 422, 499])('that is answered %i was refused', async (status) => {
    answerCreate = () => Response.json({}, { status });
    const target = await open(template);
    const failure = await clock.run(failureOf(target.create(template.attributes, 'key')));
    expect(isInDoubt(failure)).toBe(false);
  });
});

test('a create of API2SCIM is over before its claim is, also where the service throttles its introduction', async () => {
  const [, scim] = TEMPLATES;
  let reads = 0;
  answerRead = (looks) => {
    reads += 1;
    return reads % 2 === 1 ? throttled(9) : nobody(looks);
  };
  answerCreate = () => throttled(9);
  const target = await open(scim);
  expect(await clock.run(failureOf(target.create(scim.attributes, 'key')))).toMatchObject({ code: 'TooManyRequests' });
  for (const one of sent) expect(one.afterMs + one.timeoutMs).toBeLessThanOrEqual(CLAIM_MS);
});

describe.each([
  { ...TEMPLATES[0] },
  {
    ...TEMPLATES[1],
    secrets: {
      BaseAddress: 'https://app.example/scim',
      Oauth2TokenExchangeUri: 'https://login.example/token',
      ClientIdentifier: 'c',
      ClientSecret: 's',
    },
  },
])('a create of $templateId whose access token takes long', (template) => {
  const user = { id: 'new', userName: 'a@example.com', schemas: [], ...template.attributes };
  beforeEach(() => {
    answerCreate = () => {
      refusals -= 1;
      return refusals >= 0 ? Response.json({}, { status: 401 }) : Response.json(user, { status: 201 });
    };
  });

  test('leaves when it comes in time', async () => {
    tokenMs = 5_000;
    const target = await open(template);
    expect(await clock.run(target.create(template.attributes, 'key'))).toMatchObject({ anchor: 'new' });
    expect(sent).toHaveLength(1);
  });

  test('does not leave when it comes too late', async () => {
    tokenMs = 20_000;
    const target = await open(template);
    const failure = await clock.run(failureOf(target.create(template.attributes, 'key')));
    expect(failure).toMatchObject({ code: 'TooManyRequests' });
    expect([sent, isInDoubt(failure)]).toEqual([[], false]);
  });

  test('is not sent again with a new one when that comes too late', async () => {
    tokenMs = 7_000;
    refusals = 9;
    const target = await open(template);
    const failure = await clock.run(failureOf(target.create(template.attributes, 'key')));
    expect(failure.code).toBe('TooManyRequests');
    for (const one of sent) expect(one.afterMs + one.timeoutMs).toBeLessThanOrEqual(CLAIM_MS);
  });
});

describe('a create of API2AD', () => {
  const ad = { ...TEMPLATES[2], secrets: { ...TEMPLATES[2].secrets, Server: 'dc1, dc2, dc3' } };
  /** Each controller but the last takes so long until it is given up. */
  const slow = (ms: number) => async (host: string) => {
    if (host === 'dc3') return;
    await clock.sleep(ms);
    throw new Error('no connection');
  };

  test('leaves when a controller is reached in time', async () => {
    ldap.bind = slow(4_000);
    const target = await open(ad);
    await clock.run(target.create(ad.attributes, 'key').catch(() => undefined)); // nobody shows it afterwards
    expect(ldap.added).toBe(1);
  });

  test('does not leave when the controllers that cannot be reached have taken too long', async () => {
    ldap.bind = slow(8_000);
    const target = await open(ad);
    const failure = await clock.run(failureOf(target.create(ad.attributes, 'key')));
    expect(failure.code).toBe('TooManyRequests');
    expect(failure.message).toContain('No domain controller was reached in time: within 10 s');
    expect([ldap.added, isInDoubt(failure)]).toEqual([0, false]);
  });
});

test('a create of API2AAD that is answered 408 is looked for: it may have been done', async () => {
  const [graph] = TEMPLATES;
  const done = { id: 'done', createdDateTime: new Date(clock.now()).toISOString(), ...graph.attributes };
  answerCreate = () => {
    answerRead = () => Response.json({ value: [done], ...done });
    return Response.json({}, { status: 408 });
  };
  const target = await open(graph);
  expect(await clock.run(target.create(graph.attributes, 'key'))).toMatchObject({ anchor: 'done' });
  expect(sent).toHaveLength(1);
});

describe.each(TEMPLATES)('a busy target of $templateId', (template) => {
  test('is not sent a create whose turn comes when its claim may be over', async () => {
    let open_: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open_ = resolve;
    });
    answerRead = async (looks) => {
      await gate;
      return nobody(looks);
    };
    ldap.search = () => gate;
    const target = await open(template);
    const reads = Array.from({ length: 400 }, () => target.find(template.lookUp, 'x', []).catch(() => undefined));
    await clock.run(clock.sleep(100));
    const late = failureOf(target.create(template.attributes, 'key'));
    await clock.run(clock.sleep(CLAIM_MS));
    open_();
    expect(await clock.run(late)).toMatchObject({ code: 'TooManyRequests' });
    expect([sent, ldap.added]).toEqual([[], 0]);
    await clock.run(Promise.all(reads));
  });
});

function isInDoubt(error: unknown): boolean {
  const run = { clock: fakeClock(), claimMs: CLAIM_MS, doubts: new Map<string, number>() };
  const story = { run, stored: { person: { anchor: '1' } }, inDoubt: false };
  noteDoubt(story, error);
  return story.inDoubt;
}
