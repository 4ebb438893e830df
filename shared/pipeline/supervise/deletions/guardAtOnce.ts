/**
 * Where some deletions may go at once (`DELETIONS_AT_ONCE`), the guard looks at them as soon as the worker has answered what
 * may have brought them, and not at the timer's next round (spec/performance.md, 7d). It is the timer's own look, which may
 * be had twice and changes nothing then: it still waits for the rest of a group, and for newer data of the same person.
 */
import { listHeld } from '../../person/heldDeletions';
import { isAhead, type Message } from '../../queue/messages';
import { closeCycles } from '../closeCycles';
import { guardDeletions } from './guardDeletions';

type Ports = Parameters<typeof closeCycles>[1] & Parameters<typeof guardDeletions>[2];

/**
 * Never rejects: what the messages asked for is committed, and the timer looks all the same.
 *
 * @param messages that were worked on together, of one lane
 */
export async function guardAtOnce(jobId: string, messages: readonly Message[], ports: Ports): Promise<void> {
  if (!messages.some(mayTakeAway)) return;
  try {
    const context = await ports.contexts.find(jobId);
    if (context === undefined || context.guard.mostAtOnce === 0) return;
    // More of them wait for the window, however often they are looked at.
    const waiting = (await listHeld(jobId, ports)).filter(({ held }) => !held.staged);
    if (waiting.length === 0 || waiting.length > context.guard.mostAtOnce) return;
    await guardDeletions(context.job, await closeCycles(context.job, ports), ports);
  } catch (error) {
    ports.logger.error('Held deletions could not be looked at', { jobId, error: String(error) });
  }
}

/** What a verdict sends travels in the same lane and asks for no other. */
function mayTakeAway(message: Message): boolean {
  if (!isAhead(message)) return false;
  return message.kind === 'operations' || (message.kind === 'errand' && message.errand === 'retry');
}
