/** Payloads for tests that are not about them. */
import type { Payload } from '../../shared/store/uploads/intake';

let tickets = 0;

/** What an upload whose operations do not matter brings beside its receipt. */
export function anyPayload(): { readonly payload: Payload; readonly ticket: string } {
  tickets += 1;
  return { payload: { kind: 'rows', bytes: new Uint8Array([1, 2, 3]) }, ticket: `ticket-${tickets}` };
}
