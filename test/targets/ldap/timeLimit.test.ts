/** How long a domain controller may search: never less than we wait for it. */
import * as ldapts from 'ldapts';
import type { Connection } from '../../../shared/targets/ldap/connection';
import { createSession } from '../../../shared/targets/ldap/session';

const CONTEXTS = {
  dn: '',
  defaultNamingContext: 'DC=a',
  configurationNamingContext: 'CN=b',
  schemaNamingContext: 'CN=c',
};

test.each([
  { timeoutMs: 500, limit: 2 },
  { timeoutMs: 1_000, limit: 2 },
  { timeoutMs: 1_001, limit: 3 },
  { timeoutMs: undefined, limit: 31 },
])('with $timeoutMs ms of patience the search may take $limit s', async ({ timeoutMs, limit }) => {
  const limits: unknown[] = [];
  const client = {
    async search(base: string, { timeLimit }: ldapts.SearchOptions) {
      limits.push(timeLimit);
      return { searchEntries: base === '' ? [CONTEXTS] : [] };
    },
  } as unknown as ldapts.Client;
  const connection: Connection = { use: (task) => task(client, ldapts), close: async () => undefined };
  const settings = { urls: ['ldaps://dc'], bindDn: 'muster', password: 'secret', defaultContainer: 'OU=People' };
  const session = createSession(timeoutMs === undefined ? settings : { ...settings, timeoutMs }, connection);

  await session.domain();
  await session.search({ base: 'DC=corp', scope: 'sub', attributes: [] });

  expect(limits).toEqual([limit, limit]);
});
