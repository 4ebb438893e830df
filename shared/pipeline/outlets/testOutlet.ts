/** A try without anything having happened: a ping, or an invented event of the type that is asked for. */
import { bodyOf, jobSource, personSource } from '../../outlets/cloudEvent';
import type { EventType } from '../../outlets/eventTypes';
import { PERSON_TYPES } from '../../outlets/eventTypes';
import { jobSequence } from '../../outlets/jobEvent';
import type { Outlet } from '../../store/outlets/outlets';
import { type PingPorts, pingOutlet } from './pingOutlet';
import { type Sent, sendEvent } from './sendEvent';

/** Nobody of this name is in any source. */
const NOBODY = 'muster-test';

/** Kept nowhere, and counted as no failure. Its data says that it is a test. */
export async function testOutlet(outlet: Outlet, type: EventType, ports: PingPorts): Promise<Sent> {
  if (type === 'muster.ping') return pingOutlet(outlet, ports);
  const { jobId } = outlet;
  const at = ports.clock.now();
  const id = ports.random.uuid();
  const isAboutPerson = PERSON_TYPES.some((one) => one === type);
  const event = isAboutPerson
    ? {
        source: personSource(jobId, NOBODY),
        subject: NOBODY,
        data: { test: true, externalId: NOBODY, targetId: null, action: type.split('.').at(-1) ?? '', attempt: 1 },
      }
    : { source: jobSource(jobId), data: { test: true } };
  return sendEvent(outlet, { id, body: bodyOf({ id, type, at, sequence: jobSequence(at, 0), ...event }) }, ports);
}
