/** From an upload to a receiver that is not ours: what it is told, signed, in order, once. */
import { CloudEvent } from 'cloudevents';
import { createOutlet } from '../../../shared/pipeline/outlets/saveOutlet';
import { tellOutlets } from '../../../shared/pipeline/outlets/tellOutlets';
import { MUSTER } from '../../../shared/store/jobs/audit';
import { startReceiver, type WebhookReceiver } from '../../support/webhookReceiver';
import { createWorkbench, JOB_ID, person, type Workbench } from '../../support/workbench';

const SETTINGS = { ALLOW_LOOPBACK_TARGETS: 'true', SECRETS_KEY: Buffer.alloc(32, 7).toString('base64') };

let receiver: WebhookReceiver;
let bench: Workbench;
beforeEach(async () => {
  receiver = await startReceiver();
  bench = await createWorkbench(SETTINGS);
  bench.clock.advance(Date.now() - bench.clock.now()); // the verifier goes by the time of day
});
afterEach(() => receiver.close());

async function addOutlet(more: object = {}) {
  const job = (await bench.services.house.jobs.get(JOB_ID))?.value;
  if (job === undefined) throw new Error('The job is gone.');
  const definition = { url: receiver.url, types: [], include: 'ids' as const, where: null, enabled: true, ...more };
  const given = { name: 'slack', definition, headers: {} };
  const { secret = '' } = await createOutlet(job, given, MUSTER, bench.services.house);
  return secret;
}

async function upload(...people: Parameters<typeof person>[]) {
  await bench.upload(people.map((args) => person(...args)));
  await bench.drain();
  await tellOutlets(bench.services.house);
}

test('a person is created and updated, and the receiver is told, signed, as CloudEvents', async () => {
  const secret = await addOutlet();
  expect(receiver.pings).toBe(1);
  await upload(['701985']);
  await upload(['701985', { title: 'Tour Lead' }]);
  await upload(['701985', { title: 'Tour Lead' }]); // unchanged: nobody is told

  expect(receiver.received.map(({ event }) => event.type)).toEqual(['muster.person.created', 'muster.person.updated']);
  for (const message of receiver.received) receiver.verify(message, secret);
  const [created] = receiver.received;
  if (created === undefined) throw new Error('Nothing was received.');
  expect(created.headers['content-type']).toBe('application/cloudevents+json');
  const parsed = new CloudEvent(JSON.parse(created.body) as object);
  expect(parsed.validate()).toBe(true);
  const [entry] = (await bench.log('701985')).slice(-1);
  expect(parsed).toMatchObject({
    specversion: '1.0',
    id: entry?.id,
    source: `/muster/jobs/${JOB_ID}/people/701985`,
    subject: '701985',
    sequence: '0000000000000001',
    time: new Date(entry?.at ?? 0).toISOString(),
    data: { externalId: '701985', action: 'create', status: 'success', attempt: 1, logEntryId: entry?.id },
  });
});
