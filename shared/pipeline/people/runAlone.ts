/**
 * Tries people one by one when a message of Muster's own work has failed every try. Whoever breaks it is put off like
 * anybody who fails, so that the others get their turn and the timer does not send the same work into the same wall in
 * every round (I6).
 */
import { ProvisioningError } from '../../errors';
import type { JobContext } from '../jobContext';
import type { Errand, ErrandMessage, ReevaluateAllMessage } from '../queue/messages';
import { goOnBehind, readStretch } from '../queue/reevaluateAll';
import type { ErrandPerson } from '../queue/tasks';
import { isOutage } from './outage';
import { processMessages } from './processMessages';
import { tellErrand } from './tellErrand';
import type { WorkNeeds } from './workNeeds';

export async function runAlone(
  message: ErrandMessage | ReevaluateAllMessage,
  context: JobContext,
  ports: WorkNeeds,
): Promise<void> {
  // A message that comes twice must not work in a cycle that has ended.
  const { jobId, cycleId, work } = message;
  if (work !== null && !(await ports.intake.isPending(jobId, cycleId, work))) return;
  if (message.kind === 'errand') {
    for (const [index, anchor] of message.anchors.entries()) {
      await runFor({ anchor, since: message.since?.[index] }, message.errand, message, context, ports);
    }
    if (work !== null) await ports.intake.endWork(jobId, cycleId, work);
    return;
  }
  const stretch = await readStretch(message, ports);
  if (stretch === undefined) return;
  for (const anchor of stretch.anchors) await runFor({ anchor }, 'reevaluate', message, context, ports);
  await goOnBehind(stretch, message, ports);
}

async function runFor(
  { anchor, since }: ErrandPerson,
  errand: Errand,
  { jobId, cycleId }: ErrandMessage | ReevaluateAllMessage,
  context: JobContext,
  ports: WorkNeeds,
): Promise<void> {
  try {
    const about = { anchors: [anchor], ...(since !== undefined && { since: [since] }) };
    await processMessages(jobId, [{ kind: 'errand', errand, jobId, cycleId, ...about, work: null }], ports);
  } catch (error) {
    if (await isOutage(error, jobId, anchor, ports)) throw error; // no fault of the person: the message comes again
    ports.logger.error('Work for a person fails whenever it is tried', { anchor, errand, error: String(error) });
    const failure = new ProvisioningError('InternalError', `Muster failed whenever it tried this: ${error}.`);
    await tellErrand({ anchor, since }, cycleId, errand, failure, context, ports);
  }
}
