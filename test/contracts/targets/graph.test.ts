/** The target contract against the embedded directory's Graph surface over HTTP, under calm and under rough weather. */
import type { FaultSettings } from '../../../shared/api/directory/faults';
import { SETTLED_AFTER_MS } from '../../../shared/targets/graph/recentWrites';
import type { TokenSource } from '../../../shared/targets/graph/tokens';
import { behindProxy, IMPATIENCE_MS } from '../../support/disturbedTarget';
import { oneToken, openGraph } from '../../support/graphTarget';
import { describeTargetContract, type TargetUnderTest } from './contract';

async function underTest(faults?: FaultSettings): Promise<TargetUnderTest> {
  const { target, directory, clock, server, openAnother, close } = await openGraph({}, faults);
  await target.find('jobTitle', 'nobody', []); // what accounts are matched by is looked up before any is created
  return {
    target,
    sample: (n) => ({
      userPrincipalName: `person.${n}@example.com`,
      mailNickname: `person.${n}`,
      displayName: `Person ${n}`,
      accountEnabled: true,
      employeeId: `8100${n}`,
      jobTitle: `Title ${n}`,
      telephoneNumber: `555-01${n}`,
      'employeeOrgData.division': `Division ${n}`,
      extensionAttribute3: `Extension ${n}`,
      otherMails: [`person.${n}@private.example`, `p${n}@private.example`],
      employeeHireDate: '2026-02-01T00:00:00Z',
    }),
    matchAttribute: 'employeeId',
    uniqueAttribute: 'userPrincipalName',
    renameAttribute: 'userPrincipalName',
    requiredAttribute: 'displayName',
    textAttribute: 'jobTitle',
    listAttribute: 'otherMails',
    unknownAnchor: 'ffffffff-0000-4000-8000-000000000000',
    vanish: async (anchor) => {
      if (await directory.read(anchor)) await directory.delete(anchor);
      await directory.purge(anchor);
      clock.pass(SETTLED_AFTER_MS); // sooner, an account that was just created is not believed to be gone
    },
    ...(faults === undefined && {
      openDisturbed: () =>
        behindProxy(
          { host: '127.0.0.1', port: Number(new URL(server.baseUrl).port) },
          (port) =>
            openAnother({ baseUrl: `http://127.0.0.1:${port}/v1.0`, timeoutMs: IMPATIENCE_MS, patienceMs: 60_000 }),
          (seconds) =>
            server.fail('POST', { kind: 'answer', status: 429, headers: { 'Retry-After': String(seconds) } }),
        ),
    }),
    openWithWrongCredentials: () => openAnother({}, oneToken('not-the-token')),
    openForgetful() {
      let token = server.token;
      const tokens: TokenSource = {
        token: async () => token,
        refused: (refused) => {
          if (refused === token) token = server.token;
          return true;
        },
      };
      return {
        target: openAnother({}, tokens),
        forget: () => {
          token = 'forgotten';
        },
      };
    },
    countAccounts: async () => (await directory.list({ limit: 999 })).users.length,
    close,
  };
}

describeTargetContract('Microsoft Graph', () => underTest());

describeTargetContract('Microsoft Graph, lists twenty seconds behind', () => underTest({ listLagMs: 20_000 }));

describeTargetContract('Microsoft Graph, a quota that is used up all the time', () =>
  underTest({ quota: { unitsPer10Seconds: 20, writesPer150Seconds: 60 } }),
);
