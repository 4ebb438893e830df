/**
 * Under which id an HR system knows people whom one of the job's inlets told of: from the fences, which know people by it. They
 * are read through once for many people, since nobody is found in them by the source anchor.
 */
import type { Clock } from '../../../ports';
import type { FenceStore } from '../../../store/inlets/fences';
import type { InletPlace } from '../../../store/inlets/inletRows';
import type { VendorIds } from '../../inletPorts';

/** Who is not found is looked for again after so long: the inlet may have let them in meanwhile. */
const FRESH_MS = 60_000;
/** Whoever came back under another id is found by it after so long. */
const KEPT_MS = 15 * 60_000;

interface Known {
  readonly readAt: number;
  /** By source anchor. */
  readonly ids: Promise<ReadonlyMap<string, string>>;
}

export function createVendorIds({ fences, clock }: { readonly fences: FenceStore; readonly clock: Clock }): VendorIds {
  const known = new Map<string, Known>();

  function idsOf(place: InletPlace, maxAgeMs: number): Promise<ReadonlyMap<string, string>> {
    const key = `${place.jobId} ${place.inlet}`;
    const kept = known.get(key);
    if (kept !== undefined && clock.now() - kept.readAt < maxAgeMs) return kept.ids;
    const ids = readIds(place, fences);
    known.set(key, { readAt: clock.now(), ids });
    ids.catch(() => known.delete(key)); // the next one reads anew
    return ids;
  }

  return {
    async find(place, anchor) {
      return (await idsOf(place, KEPT_MS)).get(anchor) ?? (await idsOf(place, FRESH_MS)).get(anchor);
    },
  };
}

/** Of two ids of one anchor that counts which was let in last. */
async function readIds(place: InletPlace, fences: FenceStore): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, { readonly person: string; readonly uploadFirst: number }>();
  for await (const { person, anchor, uploadFirst } of fences.list(place)) {
    if (uploadFirst >= (newest.get(anchor)?.uploadFirst ?? 0)) newest.set(anchor, { person, uploadFirst });
  }
  return new Map([...newest].map(([anchor, { person }]) => [anchor, person]));
}
