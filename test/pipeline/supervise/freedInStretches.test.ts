/** How fast those are freed who wait for a target that is back: alike for every template, whatever its target can do. (The embedded directory: `freeStranded.test.ts`.) */
import { systemRandom } from '../../../shared/composition/system';
import { defaultSchema, type TemplateId } from '../../../shared/engine/schema/defaultSchema';
import { ProvisioningError } from '../../../shared/errors';
import { createGraphTarget } from '../../../shared/targets/graph/graphTarget';
import { createGraphTraffic } from '../../../shared/targets/graph/traffic';
import { createLdapTarget } from '../../../shared/targets/ldap/ldapTarget';
import type { Target } from '../../../shared/targets/target';
import { ANYWHERE, exchangeAnywhere } from '../../support/egress';
import { oneToken } from '../../support/graphTarget';
import { plainTarget } from '../../support/plainTarget';
import { MINUTE, scenesOf } from '../../support/scenes';
import { openScimTarget } from '../../support/scimTarget';
import { createWorkbench, JOB_ID, person } from '../../support/workbench';
import { fakeClock } from '../../support/world';

/** Targets as they are opened, of which nothing is asked but what they say of themselves. */
const TARGETS: readonly { name: string; templateId: TemplateId; open: () => Target }[] = [
  {
    name: 'Microsoft Graph',
    templateId: 'API2AAD',
    open: () => {
      const ports = { clock: fakeClock(), random: systemRandom };
      const traffic = createGraphTraffic({ ...ports, exchange: exchangeAnywhere, tokens: oneToken('token') });
      return createGraphTarget(
        {
          baseUrl: 'https://graph.example/v1.0',
          tenantId: 'tenant',
          credentials: { kind: 'managedIdentity' },
          tenantSize: 'small',
          timeoutMs: 5_000,
          patienceMs: 15_000,
          allowHttpLoopback: false,
        },
        { ...ports, traffic, job: JOB_ID },
      );
    },
  },
  {
    name: 'a SCIM service',
    templateId: 'API2SCIM',
    open: () => openScimTarget({ baseUrl: 'https://scim.example', token: 'token' }).target,
  },
  {
    name: 'Active Directory',
    templateId: 'API2AD',
    open: () =>
      createLdapTarget(
        {
          urls: ['ldaps://dc.corp.example'],
          bindDn: 'CN=muster,DC=corp,DC=example',
          password: 'p',
          defaultContainer: 'OU=People,DC=corp,DC=example',
        },
        { random: systemRandom, egress: ANYWHERE },
      ),
  },
];

const AWAY = new ProvisioningError('EndpointUnavailable', 'Read only for now (HTTP 503).');
const PEOPLE = 110;

test.each(TARGETS)(
  'into $name: nobody until somebody gets through, then a hundred, then the others, each once',
  async ({ templateId, open }) => {
    const plain = plainTarget(open().capabilities);
    const bench = await createWorkbench({}, { target: plain.target });
    const scenes = scenesOf(bench);
    await scenes.changeSchema(() => defaultSchema(templateId, { id: JOB_ID }));
    plain.trouble.writes = AWAY;
    const people = Array.from({ length: PEOPLE }, (_, index) => person(`p${index}`));
    for (let from = 0; from < PEOPLE; from += 50) await scenes.provision(...people.slice(from, from + 50));
    for (const rung of [1, 5]) await scenes.pass(rung * MINUTE);
    plain.trouble.writes = undefined;
    await scenes.pass(5 * MINUTE);
    expect(plain.accounts.size).toBe(0); // the ladder's next rung is forty minutes off

    await scenes.provision(person('first'));
    const made: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const before = plain.accounts.size;
      await bench.supervise();
      made.push(plain.accounts.size - before);
    }
    expect(made).toEqual([100, 10, 0]);
    expect(await scenes.listed('escrow')).toEqual([]);
    const log = await bench.log();
    const created = log.filter(({ entry }) => entry.action === 'create' && entry.status === 'success');
    expect(new Set(created.map(({ entry }) => entry.source.id)).size).toBe(PEOPLE + 1);
  },
);
