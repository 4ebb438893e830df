/** Below a list that has more pages: the next is asked for as it comes near, and by a button for who does not scroll. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { common } from '../text/common';
import { Button } from './Button';
import { messageOf } from './Empty';

interface ListFootProps {
  readonly list: {
    readonly hasMore: boolean;
    readonly isLoading: boolean;
    /** Why the last page did not come; only the button asks again. */
    readonly error: unknown;
    more(): void;
  };
  /** How many are shown: when they become more, it is looked again whether the end is near. */
  readonly rows: number;
  /** Of the button. */
  readonly word?: string;
  /** Said where nothing follows. */
  readonly end?: string;
  /** Whether only the button asks. A list of which little is shown would be read to its end. */
  readonly isManual?: boolean;
  readonly children?: ComponentChildren;
}

/** Before the end is in sight. */
const AHEAD = '600px';

export function ListFoot({ list, rows, word = common.more, end, isManual = false, children }: ListFootProps) {
  const { hasMore, isLoading, error, more } = list;
  const foot = useRef<HTMLDivElement>(null);
  const ask = useRef(more);
  ask.current = more;
  const isAsked = hasMore && !isManual && error === undefined;
  useEffect(() => {
    const element = foot.current;
    if (element === null || !isAsked) return;
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && ask.current(), {
      rootMargin: AHEAD,
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [rows, isLoading, isAsked]);
  if (!hasMore && end === undefined && children === undefined) return null;
  return (
    <div class="rows-foot" ref={foot}>
      {hasMore ? (
        <Button small kind="quiet" onClick={more}>
          {isLoading ? common.loading : word}
        </Button>
      ) : (
        end
      )}
      {error !== undefined && <span role="alert">{messageOf(error)}</span>}
      {children}
    </div>
  );
}
