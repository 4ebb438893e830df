/**
 * The timer's round for outlets: what is new in the log is handed to each, and what is due is sent. Of one job, one worker does it
 * at a time: the round is held by a row, so that events stay in order where two timers run. Jobs go side by side.
 */
import type { StoredOutlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { type DeliveryPorts, deliverEvents, isDue } from './deliverEvents';
import { dispatchEvents, findWaiting } from './dispatchEvents';
import type { NewsPorts } from './dispatchNews';
import { removeUnasked } from './removeUnasked';
import type { TellerPorts } from './tellers';
import { type DisabledPorts, tellOfDisabled } from './tellOfDisabled';
import { isLookDue, readAgain } from './writeback/readAgain';

type Ports = DeliveryPorts &
  NewsPorts &
  TellerPorts &
  DisabledPorts &
  Needs<'jobs' | 'contexts' | 'audit' | 'outbox' | 'ask' | 'operations'>;

/** No request is begun later than this after a round's begin, so the next timer finds the worker free. */
const BEGIN_MS = 20_000;
/** A round that was not ended is over after this: its worker has died. Longer than the last request takes. */
const ROUND_MS = 60_000;

export async function tellOutlets(ports: Ports): Promise<void> {
  await Promise.all((await ports.outlets.jobs()).map((jobId) => alone(jobId, ports)));
}

/** One job's trouble must not keep others from being told of; the next round tries again. */
async function alone(jobId: string, ports: Ports): Promise<void> {
  try {
    await tellJob(jobId, ports);
  } catch (error) {
    ports.logger.error('Telling the outlets of a job failed', { jobId, error: String(error) });
  }
}

async function tellJob(jobId: string, ports: Ports): Promise<void> {
  const { clock, random, outlets } = ports;
  const definition = await ports.contexts.find(jobId);
  if (definition === undefined) return; // deleted: the purge takes the rest away
  const [before, waiting] = await Promise.all([outlets.list(jobId), findWaiting(jobId, ports)]);
  const isWaiting = waiting.pointers || waiting.news;
  const now = clock.now();
  for (const one of before) {
    await removeUnasked(one, ports);
    if (one.health.isUntold) await tellOfDisabled(one, before, ports);
  }
  for (const one of before.filter((each) => isLookDue(each, now))) {
    await apart(one, () => readAgain(one, definition, now + BEGIN_MS, ports), ports);
  }
  if (!isWaiting && !before.some((one) => isDue(one, now) || isLookDue(one, now))) return;
  const by = random.uuid();
  const begun = clock.now(); // an agent may have taken its time
  if (!(await outlets.takeRound(jobId, by, begun, begun + ROUND_MS))) return;
  try {
    if (isWaiting) await dispatchEvents(jobId, await outlets.list(jobId), waiting, ports);
    const due = (await outlets.list(jobId)).filter((one) => isDue(one, clock.now()));
    await Promise.all(due.map((one) => apart(one, () => deliverEvents(one, begun + BEGIN_MS, ports), ports)));
  } finally {
    await outlets.endRound(jobId, by);
  }
}

/** One outlet's trouble must not keep its neighbours from what they are to be told. */
async function apart({ outlet }: StoredOutlet, work: () => Promise<void>, ports: Ports): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { jobId, name } = outlet;
    ports.logger.error('An outlet could not be served', { jobId, outlet: name, error: String(error) });
  }
}
