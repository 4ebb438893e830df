/** Uploads that hold what storage finds hard, from acceptance to the log, on a real emulator. */
import type { Emulator } from '../../../local/emulator';
import { buildServices, OPERATIONS_QUEUE, type Services } from '../../../shared/composition/services';
import { ensureReadyJob } from '../../../shared/pipeline/jobs/ensureReadyJob';
import { handlePoison } from '../../../shared/pipeline/people/handlePoison';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { acceptBulkUpload } from '../../../shared/pipeline/uploads/acceptBulkUpload';
import { readSettings } from '../../../shared/settings';
import { createStorage, type Storage } from '../../../shared/store/azure/connection';
import { startTestEmulator } from '../../support/emulator';
import { mutatedEnvelope } from '../../support/mutatedEnvelopes';
import { bulkBody, CLIENT_ID, JOB_ID, PRINCIPAL_ID, person, TENANT_ID } from '../../support/workbench';
import { fakeClock, rememberingLogger, seededRandom } from '../../support/world';

const ENVELOPES = 200;

let emulator: Emulator;
let storage: Storage;
let services: Services;
beforeAll(async () => {
  emulator = await startTestEmulator();
  storage = createStorage(emulator);
  const settings = readSettings({ AzureWebJobsStorage: 'given', TENANT_ID, VERIFIED_DOMAINS: 'adatum.example' });
  services = buildServices(settings, {
    storage,
    clock: fakeClock(),
    logger: rememberingLogger(),
    random: seededRandom(),
  });
  await services.ready();
  const names = { displayName: 'HR inbound', notificationEmail: 'admin@adatum.example', ownerAppIds: [CLIENT_ID] };
  await ensureReadyJob({ servicePrincipalId: PRINCIPAL_ID, appId: CLIENT_ID, jobId: JOB_ID, ...names }, services.house);
});
afterAll(() => emulator.stop());

async function upload(bytes: Buffer): Promise<readonly number[]> {
  const body: unknown = JSON.parse(bytes.toString('utf8'));
  const verdict = await acceptBulkUpload({ jobId: JOB_ID, body, bytes, clientRequestId: undefined }, services.house);
  if (verdict.kind === 'refused') return [];
  return verdict.upload.operations.map((_, index) => verdict.upload.first + index);
}

async function drain(): Promise<void> {
  const queue = storage.queue(OPERATIONS_QUEUE);
  for (;;) {
    const messages = await queue.receive(32, 60);
    if (messages.length === 0) return;
    await Promise.all(
      messages.map(async (message) => {
        await services.gatherer
          .submit(readMessage(message.text))
          .catch(() => handlePoison(message.text, services.house));
        await queue.remove(message);
      }),
    );
  }
}

async function answers(): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for await (const pack of services.house.packs.read(JOB_ID, {})) {
    for (const { operation, status } of pack.entries()) if (operation !== null) found.set(operation.sequence, status);
  }
  return found;
}

test('somebody named with a line separator is provisioned between good neighbours', async () => {
  const people = [person('a'), person('nb\u2028evil', { userName: 'nbevil@adatum.example' }), person('b')];
  const numbers = await upload(Buffer.from(JSON.stringify(bulkBody(people))));
  await drain();
  const answered = await answers();
  expect(numbers.map((number) => answered.get(number))).toEqual(['success', 'success', 'success']);
});

test(`of ${ENVELOPES} mutated envelopes each is refused, or ends in the log whole`, async () => {
  const accepted: number[] = [];
  for (let seed = 1; seed <= ENVELOPES; seed += 1) {
    const bytes = Buffer.from(mutatedEnvelope(seed));
    if (isJson(bytes)) accepted.push(...(await upload(bytes)));
    if (seed % 25 === 0) await drain();
  }
  await drain();
  const answered = await answers();
  expect(accepted.filter((number) => !answered.has(number))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(ENVELOPES / 4);
});

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
