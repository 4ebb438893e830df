/** What work on events says of the inlet: when people were last accepted, and how much came that nobody knows. */
import type { InletPlace } from '../../store/inlets/inletRows';
import type { Needs } from '../ports';

/** More often would cost more than it tells. */
const EVERY_MS = 60_000;

export async function noteWork(
  place: InletPlace,
  { accepted, unknownTypes }: { readonly accepted: number; readonly unknownTypes: number },
  { inletHealth, clock, logger }: Needs<'inletHealth' | 'clock' | 'logger'>,
): Promise<void> {
  if (accepted === 0 && unknownTypes === 0) return;
  const now = clock.now();
  try {
    await inletHealth.change(place, (health) => {
      const isFresh = accepted === 0 || now - (health.acceptedLast ?? 0) < EVERY_MS;
      if (isFresh && unknownTypes === 0) return undefined;
      const acceptedLast = accepted > 0 ? now : health.acceptedLast;
      return { ...health, acceptedLast, unknownTypes: health.unknownTypes + unknownTypes };
    });
  } catch (error) {
    logger.warn('The health of an inlet could not be noted', { ...place, error: String(error) });
  }
}
