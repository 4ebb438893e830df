/** Asks a receiver whether it is there: an event that is kept nowhere, sent at once. */
import { bodyOf, jobSource } from '../../outlets/cloudEvent';
import { afterSuccess } from '../../outlets/health';
import { jobSequence } from '../../outlets/jobEvent';
import { judgeAnswer } from '../../outlets/schedule';
import type { Outlet } from '../../store/outlets/outlets';
import type { Needs } from '../ports';
import { type Sent, sendEvent } from './sendEvent';
import { askHr } from './writeback/writeToHr';

export type PingPorts = Needs<'clock' | 'random' | 'sealer' | 'outside' | 'openHr' | 'outlets'>;

/** That it does not answer is no failure of an event, and is remembered only as the last thing that went wrong. */
export async function pingOutlet(outlet: Outlet, ports: PingPorts): Promise<Sent> {
  const { jobId, name } = outlet;
  if (outlet.definition.writeback?.way === 'scim') return pingHr(outlet, ports);
  const at = ports.clock.now();
  const id = ports.random.uuid();
  const data = { outlet: name };
  const event = { id, source: jobSource(jobId), type: 'muster.ping' as const, at, sequence: jobSequence(at, 0), data };
  const sent = await sendEvent(outlet, { id, body: bodyOf(event) }, ports);
  await noteAnswer(outlet, sent, ports);
  return sent;
}

/** Of a service that is written into: whether it takes the credentials, and finds people. */
async function pingHr(outlet: Outlet, ports: PingPorts): Promise<Sent> {
  const sent = await askHr(outlet, ports);
  await noteAnswer(outlet, sent, ports);
  return sent;
}

async function noteAnswer({ jobId, name }: Outlet, { at, status, answer }: Sent, ports: PingPorts): Promise<void> {
  const isTaken = judgeAnswer(status) === 'delivered';
  await ports.outlets.changeHealth(jobId, name, (health) =>
    isTaken ? afterSuccess(health, ports.clock.now()) : { ...health, lastFailure: { at, status, message: answer } },
  );
}
