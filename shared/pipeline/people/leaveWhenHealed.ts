/**
 * A probe's result (spec/engine.md 7.6, "any retry succeeds"): somebody who was escrowed is not any more, so the trouble
 * that quarantined the job is over.
 */
import type { QuarantineReason } from '../../engine/job/quarantine';
import type { PeopleStore } from '../../store/people/peopleStore';
import type { Needs } from '../ports';
import { leaveQuarantine } from '../quarantine/quarantineJob';
import type { Message } from '../queue/messages';

export async function leaveWhenHealed(
  jobId: string,
  probes: readonly Message[],
  ports: Needs<'clock' | 'logger' | 'jobs' | 'contexts' | 'audit'> & { readonly people: PeopleStore },
): Promise<void> {
  const anchors = probes.flatMap((message) => (message.kind === 'errand' ? message.anchors : []));
  const loaded = await ports.people.load(jobId, anchors);
  const healed = anchors.find((anchor) => loaded.get(anchor)?.person.escrow === null);
  if (healed === undefined) return;
  const isOver = (reason: QuarantineReason) => reason !== 'QuarantinedOnDemand' && reason !== 'TooManyDeletes';
  await leaveQuarantine(jobId, 'A person who had failed was provisioned again.', isOver, ports);
}
