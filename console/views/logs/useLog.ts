/**
 * The entries that match a filter: a page, older ones on demand, and new ones as they come. Packs of several workers arrive
 * out of order, so the newest half minute is asked for again each time, and what is there already is dropped.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Client, nextPath } from '../../api/client';
import { ApiError } from '../../api/errors';
import { type LogEntry, logsPath, readLogs } from '../../api/logs';
import { announce } from '../../state/live';
import { logsWords as words } from '../../text/logs';

export interface Log {
  readonly entries: readonly LogEntry[];
  /** That came since, and are not shown yet: whoever reads further down is not moved. */
  readonly fresh: readonly LogEntry[];
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly error: unknown;
  more(): void;
  showFresh(): void;
  again(): void;
}

const TAIL_MS = 3_000;
/** Where the service limits how often it may be asked. */
const SLOW_TAIL_MS = 5_000;
const OVERLAP_MS = 30_000;

interface State {
  readonly entries: readonly LogEntry[];
  readonly fresh: readonly LogEntry[];
  readonly next: string | undefined;
  readonly isLoading: boolean;
  readonly error: unknown;
}

const NOTHING: State = { entries: [], fresh: [], next: undefined, isLoading: true, error: undefined };

/** @param isHeld new entries are kept back: the reader is further down, or reads an entry */
export function useLog(client: Client, filter: string, isLive: boolean, isHeld: boolean): Log {
  const [state, setState] = useState<State>(NOTHING);
  const [round, setRound] = useState(0);
  const known = useRef(state);
  known.current = state;
  const held = useRef(isHeld);
  held.current = isHeld;

  useEffect(() => {
    const stop = new AbortController();
    setState((before) => ({ ...before, isLoading: true, error: undefined }));
    readLogs(client, logsPath(filter), stop.signal)
      .then((page) =>
        setState({ entries: page.value, fresh: [], next: nextPath(page), isLoading: false, error: undefined }),
      )
      .catch((error) => stop.signal.aborted || setState({ ...NOTHING, isLoading: false, error }));
    return () => stop.abort();
  }, [client, filter, round]);

  useEffect(() => {
    if (!isLive) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let paceMs = TAIL_MS;
    const look = async () => {
      try {
        if (document.visibilityState === 'visible' && !known.current.isLoading) await tail(stop.signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 429) paceMs = SLOW_TAIL_MS;
      }
      if (!stop.signal.aborted) timer = setTimeout(look, paceMs);
    };
    timer = setTimeout(look, paceMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, filter, isLive]);

  async function tail(signal: AbortSignal): Promise<void> {
    const { entries, fresh } = known.current;
    const newest = fresh[0] ?? entries[0];
    const since = newest === undefined ? undefined : new Date(Date.parse(newest.activityDateTime) - OVERLAP_MS);
    const asked = since === undefined ? filter : `${filter} and activityDateTime ge ${since.toISOString()}`;
    const { value } = await readLogs(client, logsPath(asked), signal);
    const seen = new Set([...entries, ...fresh].map(({ id }) => id));
    const come = value.filter(({ id }) => !seen.has(id));
    if (come.length === 0) return;
    const failed = come.filter((entry) => entry.provisioningStatusInfo.status === 'failure').length;
    announce(words.announce(come.length, failed));
    setState((before) =>
      held.current
        ? { ...before, fresh: merge(come, before.fresh) }
        : { ...before, fresh: [], entries: merge(merge(come, before.fresh), before.entries) },
    );
  }

  async function more(): Promise<void> {
    const { next, isLoading } = known.current;
    if (next === undefined || isLoading) return;
    setState((before) => ({ ...before, isLoading: true }));
    try {
      const page = await readLogs(client, next);
      setState((before) => ({
        ...before,
        entries: merge(before.entries, page.value),
        next: nextPath(page),
        isLoading: false,
      }));
    } catch (error) {
      setState((before) => ({ ...before, isLoading: false, error }));
    }
  }

  return {
    entries: state.entries,
    fresh: state.fresh,
    hasMore: state.next !== undefined,
    isLoading: state.isLoading,
    error: state.error,
    more: () => void more(),
    showFresh: () => setState((before) => ({ ...before, fresh: [], entries: merge(before.fresh, before.entries) })),
    again: () => setRound(round + 1),
  };
}

/** Newest first, each once. */
function merge(a: readonly LogEntry[], b: readonly LogEntry[]): readonly LogEntry[] {
  const byId = new Map([...a, ...b].map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((x, y) => (x.activityDateTime < y.activityDateTime ? 1 : -1));
}
