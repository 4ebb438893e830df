/**
 * The target contract over HTTP: every profile against scimmy, which is strict, or, for the forms that a strict server
 * refuses, against a lenient server of the kind they were made for.
 */
import type { ScimTargetSettings } from '../../../shared/targets/scim/settings';
import type { TargetAttributes } from '../../../shared/targets/target';
import { behindProxy, type DisturbedTarget, IMPATIENCE_MS } from '../../support/disturbedTarget';
import type { FaultQueue } from '../../support/scimFaults';
import { CLIENT, type ScimServer, startScimServer } from '../../support/scimServer';
import { openScimTarget } from '../../support/scimTarget';
import { startStrangeScimServer } from '../../support/strangeScimServer';
import { describeTargetContract, type TargetUnderTest } from './contract';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function sample(n: number): TargetAttributes {
  return {
    userName: `person-${n}@example.com`,
    externalId: `E-${n}`,
    active: true,
    displayName: `Person ${n}`,
    'name.givenName': `Given ${n}`,
    'name.familyName': `Family ${n}`,
    title: `Title ${n}`,
    roles: [`role-${n}`, `role-${n}-b`],
    'emails[type eq "work"].value': `person-${n}@mail.example.com`,
    'phoneNumbers[type eq "mobile"].value': `+64 21 ${n} 000`,
    'addresses[type eq "work"].locality': `Town ${n}`,
    'addresses[type eq "work"].country': 'NZ',
    [`${ENTERPRISE}:employeeNumber`]: `N-${n}`,
    [`${ENTERPRISE}:department`]: `Department ${n}`,
  };
}

interface Running {
  readonly baseUrl: string;
  readonly token: string;
  readonly users: Map<string, unknown>;
  close(): Promise<void>;
}

type Settings = Pick<ScimTargetSettings, 'profile'> &
  Pick<TargetUnderTest, 'matchAttribute' | 'textAttribute'> & {
    /** How its server is told to fail; given for one variant of each way to update. */
    readonly fail?: FaultQueue['fail'];
    /** Where it gives tokens, and how it is made to forget them. */
    readonly tokens?: Pick<ScimServer, 'tokenUrl' | 'revokeIssuedTokens'>;
  };

async function open(server: Running, settings: Settings): Promise<TargetUnderTest> {
  const { profile, matchAttribute, textAttribute, fail, tokens } = settings;
  const openWith = (token: string) =>
    openScimTarget({ ...server, token }, { profile, defaultDomain: 'example.com' }).target;
  const target = openWith(server.token);
  return {
    target,
    sample,
    matchAttribute,
    uniqueAttribute: 'userName',
    renameAttribute: 'userName',
    listAttribute: 'roles',
    requiredAttribute: 'userName',
    textAttribute,
    unknownAnchor: '00000000-0000-4000-8000-000000000000',
    vanish: async (anchor) => {
      server.users.delete(anchor);
    },
    ...(fail && { openDisturbed: () => openDisturbed(server, profile, fail) }),
    ...(tokens && {
      openForgetful: () => ({
        target: openScimTarget(server, {
          profile,
          credentials: { kind: 'clientCredentials', tokenUrl: tokens.tokenUrl, ...CLIENT },
        }).target,
        forget: tokens.revokeIssuedTokens,
      }),
    }),
    openWithWrongCredentials: () => openWith('not-the-token'),
    countAccounts: async () => server.users.size,
    close: async () => {
      await target.close();
      await server.close();
    },
  };
}

function openDisturbed(
  server: Running,
  profile: Settings['profile'],
  fail: FaultQueue['fail'],
): Promise<DisturbedTarget> {
  const { port, pathname } = new URL(server.baseUrl);
  return behindProxy(
    { host: '127.0.0.1', port: Number(port) },
    (proxied) =>
      openScimTarget(
        { ...server, baseUrl: `http://127.0.0.1:${proxied}${pathname}` },
        { profile, defaultDomain: 'example.com', timeoutMs: IMPATIENCE_MS },
      ).target,
    (seconds) => fail('POST', { kind: 'answer', status: 429, headers: { 'Retry-After': String(seconds) } }),
  );
}

describeTargetContract('SCIM, profile rfc, scimmy', async () => {
  const server = await startScimServer();
  return open(server, {
    profile: 'rfc',
    matchAttribute: 'externalId',
    textAttribute: 'title',
    fail: server.fail,
    tokens: server,
  });
});

describeTargetContract('SCIM, profile rfc, scimmy with versions, text in a collection', async () =>
  open(await startScimServer({ versions: true }), {
    profile: 'rfc',
    matchAttribute: 'emails[type eq "work"].value',
    textAttribute: 'phoneNumbers[type eq "mobile"].value',
  }),
);

describeTargetContract('SCIM, profile noPatch, scimmy without PATCH, with versions', async () => {
  const server = await startScimServer({ patch: false, versions: true });
  return open(server, {
    profile: 'noPatch',
    matchAttribute: `${ENTERPRISE}:employeeNumber`,
    textAttribute: 'emails[type eq "work"].value',
    fail: server.fail,
  });
});

describeTargetContract('SCIM, profile probe, scimmy without PATCH', async () =>
  open(await startScimServer({ patch: false }), {
    profile: 'probe',
    matchAttribute: 'externalId',
    textAttribute: `${ENTERPRISE}:department`,
  }),
);

describeTargetContract('SCIM, profile probe, scimmy with bulks', async () => {
  const server = await startScimServer({ bulk: 10 });
  return open(server, { profile: 'probe', matchAttribute: 'externalId', textAttribute: 'title', tokens: server });
});

describeTargetContract('SCIM, profile entraClassic, a lenient server', async () =>
  open(await startStrangeScimServer(), {
    profile: 'entraClassic',
    matchAttribute: 'externalId',
    textAttribute: 'emails[type eq "work"].value',
  }),
);

describeTargetContract('SCIM, profile entraCorrected, a lenient server', async () =>
  open(await startStrangeScimServer(), {
    profile: 'entraCorrected',
    matchAttribute: 'emails[type eq "work"].value',
    textAttribute: `${ENTERPRISE}:department`,
  }),
);

describeTargetContract('SCIM, profile probe, a server that does not describe itself', async () =>
  open(await startStrangeScimServer(), { profile: 'probe', matchAttribute: 'externalId', textAttribute: 'title' }),
);
