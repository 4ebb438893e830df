/** A list by its pages: the first as it is now, and what was asked for behind it. */
import { useRef, useState } from 'preact/hooks';
import { type Collection, nextPath } from '../api/client';

export interface Pages<T, P> {
  readonly rows: readonly T[];
  /** The last page that came. */
  readonly last: P | undefined;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  /** Why the last page did not come. */
  readonly error: unknown;
  more(): void;
}

interface PagesOf<T, P extends Collection<T>> {
  /** The question: another one begins anew. */
  readonly of: string;
  /** Its first page, which may be asked for again and again; `undefined` before it is there. */
  readonly first: P | undefined;
  /** It is still that of the question before. */
  readonly isKept?: boolean;
  readonly keyOf: (row: T) => string;
  readonly read: (path: string) => Promise<P>;
}

/** Each row once, as its first page has it now: what new rows have pushed out of that since is kept as it was. */
export function useOlder<T, P extends Collection<T>>({
  of,
  first,
  isKept = false,
  keyOf,
  read,
}: PagesOf<T, P>): Pages<T, P> {
  const [older, setOlder] = useState<{ readonly of: string; readonly page: P }>();
  const [failed, setFailed] = useState<{ readonly of: string; readonly error: unknown }>();
  const [isLoading, setLoading] = useState(false);
  const isAsked = useRef(false);
  const known = older?.of === of ? older.page : undefined;
  const newest = first?.value ?? [];
  const seen = new Set(newest.map(keyOf));
  const last = known ?? first;
  const next = last === undefined || isKept ? undefined : nextPath(last);

  async function more(): Promise<void> {
    if (next === undefined || isAsked.current) return;
    isAsked.current = true;
    setLoading(true);
    setFailed(undefined);
    try {
      const page = await read(next);
      setOlder({ of, page: { ...page, value: [...(known?.value ?? newest), ...page.value] } });
    } catch (error) {
      setFailed({ of, error });
    } finally {
      isAsked.current = false;
      setLoading(false);
    }
  }

  return {
    rows: [...newest, ...(known?.value ?? []).filter((row) => !seen.has(keyOf(row)))],
    last,
    hasMore: next !== undefined,
    isLoading,
    error: failed?.of === of ? failed.error : undefined,
    more: () => void more(),
  };
}
