/** A target behind a line on which requests or answers get lost, and which can be severed. */
import { StoreUnavailable, type Table } from '../../shared/store/contract/table';
import type { Target } from '../../shared/targets/target';
import { startTcpProxy } from './tcpProxy';

export interface DisturbedTarget {
  /** Gives up on an answer after `IMPATIENCE_MS`, or `CONTROLLER_IMPATIENCE_MS`. */
  readonly target: Target;
  /** From now on they are sent and never arrive. */
  lose(what: 'requests' | 'answers'): void;
  /** From now on nobody is reached, and whoever tries learns so at once. */
  sever(): void;
  /** From now on whoever asks is told that the target is away, with this wait in seconds where it has words for one. */
  decline(waitSeconds?: number): void;
  /** All is well again. */
  mend(): void;
  /** The next request is refused, with this wait; only where the directory has a way to say so. */
  throttleNext?(seconds: number): void;
  close(): Promise<void>;
}

/** Short, because tests wait for it; long enough for a busy machine to answer in. */
export const IMPATIENCE_MS = 1_000;

/** The same for a domain controller, which is three processes beside a busy test, and reads its whole schema at the first question. */
export const CONTROLLER_IMPATIENCE_MS = 3_000;

const UNAVAILABLE = (waitSeconds: number | undefined) =>
  [
    'HTTP/1.1 503 Service Unavailable',
    ...(waitSeconds === undefined ? [] : [`Retry-After: ${waitSeconds}`]),
    'Content-Length: 0',
    'Connection: close',
    '\r\n',
  ].join('\r\n');

/** @param open the target as reached at this port of 127.0.0.1; one that does not speak HTTP declines in words of its own */
export async function behindProxy(
  { host, port }: { readonly host: string; readonly port: number },
  open: (port: number) => Target,
  throttleNext?: (seconds: number) => void,
): Promise<DisturbedTarget> {
  const proxy = await startTcpProxy(host, port);
  const target = open(proxy.port);
  return {
    target,
    lose: (what) => proxy.swallow(what),
    sever() {
      proxy.refuse(true);
      proxy.cut();
    },
    decline(waitSeconds) {
      proxy.answer(UNAVAILABLE(waitSeconds));
      proxy.cut();
    },
    mend() {
      proxy.swallow('none');
      proxy.refuse(false);
      proxy.answer(undefined);
    },
    ...(throttleNext && { throttleNext }),
    async close() {
      await target.close();
      await proxy.close();
    },
  };
}

/** The same for what lies in a table: the line is the one to storage. */
export function behindTable(table: Table, open: (table: Table) => Target): DisturbedTarget {
  let isBefore = false;
  let isAfter = false;
  async function disturbed<T>(call: () => Promise<T>): Promise<T> {
    if (isBefore) throw new StoreUnavailable('the request was lost');
    const result = await call();
    if (isAfter) throw new StoreUnavailable('the answer was lost');
    return result;
  }
  const target = open({
    ...table,
    get: (...keys) => disturbed(() => table.get(...keys)),
    async *query(range) {
      await disturbed(async () => undefined);
      yield* table.query(range);
    },
    transact: (actions) => disturbed(() => table.transact(actions)),
  });
  const set = (before: boolean, after: boolean) => {
    isBefore = before;
    isAfter = after;
  };
  return {
    target,
    lose: (what) => set(what === 'requests', what === 'answers'),
    sever: () => set(true, false),
    decline: () => set(true, false), // storage says 503 in these words
    mend: () => set(false, false),
    close: () => target.close(),
  };
}
