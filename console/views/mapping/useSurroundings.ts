/** What expressions may ask beside the person, held still until somebody draws again. */
import { useMemo, useState } from 'preact/hooks';
import type { Surroundings } from '../../expression/tried';

export function useSurroundings(defaultDomain: string | null): { around: Surroundings; draw(): void } {
  const [drawn, setDrawn] = useState(0);
  const around = useMemo<Surroundings>(
    () => ({
      defaultDomain: defaultDomain ?? '',
      now: Date.now(),
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    }),
    [defaultDomain, drawn],
  );
  return { around, draw: () => setDrawn(drawn + 1) };
}
