/**
 * A target that is asked only so much at once: a full load must not open thousands of requests to a directory. Writes go
 * before reads, so that people who were looked at are finished before others are begun.
 */
import { leavesInTime, type Patience } from '../kit/patience';
import type { Target } from '../target';

/**
 * @param most calls under way at once; the others wait their turn, first come first served among their kind
 * @param patience how long a create may wait for its turn; absent where creates need no protection
 */
export function limitConcurrency(target: Target, most: number, patience?: Patience): Target {
  let free = most;
  const [writes, reads]: [(() => void)[], (() => void)[]] = [[], []];
  let idle: () => void = () => undefined;

  /** Resolves when nothing is under way; nobody asks for anything any more. */
  const untilIdle = () =>
    free === most
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          idle = resolve;
        });

  async function inTurn<T>(line: (() => void)[], call: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await call();
    } finally {
      const next = writes.shift() ?? reads.shift();
      if (next === undefined) free += 1;
      else next(); // hands the place on
      if (free === most) idle();
    }
  }

  const reading = <T>(call: () => Promise<T>) => inTurn(reads, call);
  const writing = <T>(call: () => Promise<T>) => inTurn(writes, call);

  return {
    capabilities: target.capabilities,
    ...askingForMany(target, reading),
    find: (attribute, value, wanted) => reading(() => target.find(attribute, value, wanted)),
    read: (anchor, wanted) => reading(() => target.read(anchor, wanted)),
    create(attributes, key) {
      const leaving = leavesInTime(patience, 'The target is busy with other requests of ours');
      return writing(async () => {
        leaving();
        return target.create(attributes, key);
      });
    },
    update: (anchor, changes) => writing(() => target.update(anchor, changes)),
    delete: (anchor) => writing(() => target.delete(anchor)),
    restore: (anchor) => writing(() => target.restore(anchor)),
    setReference: (anchor, attribute, referenced) => writing(() => target.setReference(anchor, attribute, referenced)),
    isTaken: (attribute, value, container) => reading(() => target.isTaken(attribute, value, container)),
    defaultDomain: () => target.defaultDomain(),
    testConnection: (...args) => target.testConnection(...args),
    discover: () => target.discover(),
    close: async () => {
      await untilIdle(); // connections are not pulled from under calls that still use them
      await target.close();
    },
  };
}

function askingForMany(
  { together, findMany, readMany }: Target,
  reading: <T>(call: () => Promise<T>) => Promise<T>,
): Pick<Target, 'together' | 'findMany' | 'readMany'> {
  return {
    ...(together && { together }),
    ...(findMany && { findMany: (...asked) => reading(() => findMany(...asked)) }),
    ...(readMany && { readMany: (...asked) => reading(() => readMany(...asked)) }),
  };
}
