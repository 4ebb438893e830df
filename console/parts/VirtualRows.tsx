/** Of a long list only the rows in sight are in the page. Every row is as high as the next, so a division finds them. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Below this, all rows stand in the page: find-in-page works, and nothing flickers. */
export const VIRTUAL_FROM = 200;
const ROW_PX = 36;
const AHEAD = 20;

export interface Range {
  readonly from: number;
  /** Not among them any more. */
  readonly to: number;
}

/** @param top of the first row, in pixels below the upper end of the window; negative: above it */
export function rangeInSight(top: number, height: number, rows: number, rowPx: number = ROW_PX): Range {
  const first = Math.floor(-top / rowPx) - AHEAD;
  const last = Math.ceil((height - top) / rowPx) + AHEAD;
  return { from: Math.max(0, Math.min(rows, first)), to: Math.max(0, Math.min(rows, last)) };
}

/** Follows the window as it is scrolled. @param isEven whether every row is as high as the next; otherwise all are in the page */
export function useRowsInSight(body: RefObject<HTMLElement | null>, rows: number, isEven: boolean): Range {
  const isVirtual = isEven && rows > VIRTUAL_FROM;
  const [range, setRange] = useState<Range>({ from: 0, to: VIRTUAL_FROM });
  useLayoutEffect(() => {
    if (!isVirtual) return;
    const look = () => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const next = rangeInSight(top, window.innerHeight, rows);
      setRange((now) => (now.from === next.from && now.to === next.to ? now : next));
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [isVirtual, rows]);
  return isVirtual ? range : { from: 0, to: rows };
}

/** A row in the place of those that are not there. */
export function Spacer({ rows, columns }: { rows: number; columns: number }) {
  if (rows === 0) return null;
  return (
    <tr aria-hidden="true" class="spacer">
      <td colSpan={columns} height={rows * ROW_PX} />
    </tr>
  );
}
