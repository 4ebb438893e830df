/** What became of uploads: their receipts, asked for again as long as one of them is not completed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Receipt, readReceipts } from '../../api/uploads';
import { useService } from '../../state/service';

const FIRST_LOOK_MS = 1_000;
const NEXT_LOOK_MS = 2_000;
const RECEIPTS_AT_ONCE = 100;

export interface Watched {
  readonly receipts: readonly Receipt[];
  /** Everybody in them has an answer. */
  readonly isFinished: boolean;
  readonly outcomes: {
    readonly done: number;
    readonly failed: number;
    readonly held: number;
    readonly waiting: number;
  };
}

/** @param ids of uploads, in the order of their sending @param people how many are in them */
export function useReceipts(ids: readonly string[], people: number): Watched {
  const { client } = useService();
  const [all, setAll] = useState<ReadonlyMap<string, Receipt>>(new Map());
  const known = useRef(all);
  known.current = all;
  useEffect(() => {
    if (ids.length === 0) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const open = ids.filter((id) => known.current.get(id)?.status !== 'completed').slice(0, RECEIPTS_AT_ONCE);
      if (open.length === 0) return;
      const found = await readReceipts(client, open, 'failed', stop.signal).catch(() => []);
      if (stop.signal.aborted) return;
      setAll((before) => new Map([...before, ...found.map((one): [string, Receipt] => [one.id, one])]));
      timer = setTimeout(look, NEXT_LOOK_MS);
    };
    timer = setTimeout(look, FIRST_LOOK_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client, ids]);

  const receipts = ids.flatMap((id) => all.get(id) ?? []);
  const sum = (...names: readonly (keyof Receipt['outcomes'])[]) =>
    receipts.reduce((total, { outcomes }) => total + names.reduce((part, name) => part + outcomes[name], 0), 0);
  const counted = receipts.reduce((total, { totalOperations }) => total + totalOperations, 0);
  return {
    receipts,
    isFinished: receipts.length === ids.length && receipts.every(({ status }) => status === 'completed'),
    outcomes: {
      done: sum('success', 'warning', 'skipped'),
      failed: sum('failure'),
      held: sum('held'),
      waiting: sum('waiting') + Math.max(0, people - counted),
    },
  };
}
