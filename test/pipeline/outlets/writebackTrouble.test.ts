/** Writebacks where something is in the way: agents between, a crash in the middle, a target that does not answer, somebody forgotten. */
import { ProvisioningError } from '../../../shared/errors';
import { forgetPerson } from '../../../shared/pipeline/jobs/forgetPerson';
import { tellOutlets } from '../../../shared/pipeline/outlets/tellOutlets';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { openAgent, runByAgents } from '../../support/agents';
import { type FunctionHost, MUSTER_JOB, openFunctions } from '../../support/functionHost';
import { jobOf, OUTLET_SETTINGS, tellAfter, uploadAndTell } from '../../support/outlets';
import { scenesOf } from '../../support/scenes';
import { startReceiver, type WebhookReceiver } from '../../support/webhookReceiver';
import { createWorkbench, person, type Workbench } from '../../support/workbench';
import { addWriteback, changeAccount, writebacks } from '../../support/writeback';

const MINUTE = 60_000;

let receiver: WebhookReceiver;
let bench: Workbench;
let host: FunctionHost;
beforeEach(async () => {
  receiver = await startReceiver();
  bench = await createWorkbench(OUTLET_SETTINGS);
  host = await openFunctions(bench, ['outlets', 'outletActions', 'writeback']);
  await addWriteback(host, { way: 'webhook', url: receiver.url });
});
afterEach(() => receiver.close());

const sent = () =>
  receiver.received.map(({ event: { subject, data } }) => `${subject} ${(data.changed as string[]).join(' ')}`);

test('agents note what the account got, and read it again when they are asked', async () => {
  await tellOutlets(bench.services.house); // nobody was there before
  await runByAgents(bench, true);
  const agent = openAgent(bench, 'agent-1');
  await agent.report();
  await bench.upload([person('1')]);
  await agent.drain();
  await tellOutlets(bench.services.house);
  expect(sent()).toEqual(['1 login']);

  await changeAccount(bench, '1', { mail: 'one@adatum.example' });
  bench.clock.advance(16 * MINUTE);
  await agent.report();
  let isTold = false;
  const telling = tellOutlets(bench.services.house).finally(() => {
    isTold = true;
  });
  while (!isTold) {
    for (let looks = 0; looks < 100; looks += 1) await agent.answer();
    await new Promise(setImmediate); // the receiver is a server, and has its turn
  }
  await telling;
  expect(sent()).toEqual(['1 login', '1 workEmail']);
});

test('entries that are dispatched once more after a crash are written once', async () => {
  const { house } = bench.services;
  await bench.upload([person('1'), person('2')]);
  await bench.drain();
  const crashed = { ...house.outbox, remove: () => Promise.reject(new Error('The process is gone.')) };
  await tellOutlets({ ...house, outbox: crashed });
  await tellOutlets(house);
  await tellOutlets(house);
  expect(sent().sort()).toEqual(['1 login', '2 login']);
  expect(await writebacks(host)).toMatchObject([{ revision: 1 }, { revision: 1 }]);
});

test('an upload that was purged, and told of with the one before it, hides nothing', async () => {
  const { house } = bench.services;
  const scenes = scenesOf(bench);
  await tellOutlets(house); // nobody was there before
  await bench.upload([person('1')]);
  await bench.drain();
  await scenes.changeJob({ state: 'Paused' });
  await bench.upload([person('1', { title: 'Tour Lead' })]);
  await scenes.restart('Escrows');
  await bench.drain();
  expect(await scenes.log('1')).toEqual(['1 other skipped', '1 create success']);
  await tellOutlets(house);
  expect(sent()).toEqual(['1 login']);
});

test('two timers at once write each value once', async () => {
  const { house } = bench.services;
  await uploadAndTell(bench, ['1'], ['2'], ['3']);
  for (const id of ['1', '2', '3']) await changeAccount(bench, id, { mail: `${id}@adatum.example` });
  bench.clock.advance(16 * MINUTE);
  await Promise.all([tellOutlets(house), tellOutlets(house), tellOutlets(house)]);
  await tellOutlets(house);
  expect(sent().slice(3).sort()).toEqual(['1', '2', '3'].map((id) => `${id} workEmail`));
});

test('a target that cannot be read is asked again, and shown', async () => {
  await uploadAndTell(bench, ['1']);
  await changeAccount(bench, '1', { mail: 'one@adatum.example' });
  const { house } = bench.services;
  const away = new ProvisioningError('EndpointUnavailable', 'The directory is away.');
  bench.clock.advance(16 * MINUTE);
  await tellOutlets({ ...house, contexts: { ...house.contexts, get: () => Promise.reject(away) } });
  expect(await writebacks(host)).toMatchObject([{ unreadBecause: 'The directory is away.' }]);
  await tellAfter(bench, 16 * MINUTE);
  expect(sent()).toEqual(['1 login', '1 workEmail']);
});

test('whoever is forgotten is forgotten here, and a writeback that goes leaves nothing', async () => {
  await uploadAndTell(bench, ['1'], ['2']);
  await forgetPerson(await jobOf(bench), '1', MUSTER, bench.services.house);
  expect((await writebacks(host)).map(({ externalId }) => externalId)).toEqual(['2']);
  await host.call(`DELETE ${MUSTER_JOB}/outlets/hr`);
  await bench.services.house.outlets.list((await jobOf(bench)).id);
  expect(await writebacks(host)).toEqual([]);
});
