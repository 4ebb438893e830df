/** A change of what is known of one person, made again where somebody else was quicker. */
import { givenUp, sentAgain, type WritebackState } from '../../../outlets/writeback/state';
import type { KeptEvent, OutletRef } from '../../../store/outlets/events';
import type { Needs } from '../../ports';

type Ports = Needs<'writebacks'>;

/** @param change `undefined`: it is to stay as it is @returns what is known now; `undefined`: nothing is known of the person */
export async function changeState(
  outlet: OutletRef,
  anchor: string,
  change: (state: WritebackState) => WritebackState | undefined,
  { writebacks }: Ports,
): Promise<WritebackState | undefined> {
  for (;;) {
    const stored = await writebacks.get(outlet, anchor);
    if (stored === undefined) return undefined;
    const after = change(stored.state);
    if (after === undefined) return stored.state;
    if (await writebacks.save(outlet, after, stored)) return after;
  }
}

/** What an event said counts as not written, so that the next look at the account says it again. */
export async function noteGivenUp(outlet: OutletRef, { id, anchor }: KeptEvent, ports: Ports): Promise<void> {
  await changeState(outlet, anchor, (state) => givenUp(state, id), ports);
}

/** The event is on its way once more. */
export async function noteSentAgain(outlet: OutletRef, { id, anchor }: KeptEvent, ports: Ports): Promise<void> {
  await changeState(outlet, anchor, (state) => sentAgain(state, id), ports);
}
