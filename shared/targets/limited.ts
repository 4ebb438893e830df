/** A target that is asked only so much at once: a full load must not open thousands of requests to a directory. */
import type { Target } from './target';

/** @param most calls under way at once; the others wait their turn, first come first served */
export function limitConcurrency(target: Target, most: number): Target {
  let free = most;
  const queue: (() => void)[] = [];
  let idle: () => void = () => undefined;

  /** Resolves when nothing is under way; nobody asks for anything any more. */
  const untilIdle = () =>
    free === most
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          idle = resolve;
        });

  async function inTurn<T>(call: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await call();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next(); // hands the place on
      if (free === most) idle();
    }
  }

  return {
    capabilities: target.capabilities,
    find: (attribute, value, wanted) => inTurn(() => target.find(attribute, value, wanted)),
    read: (anchor, wanted) => inTurn(() => target.read(anchor, wanted)),
    create: (attributes, key) => inTurn(() => target.create(attributes, key)),
    update: (anchor, changes) => inTurn(() => target.update(anchor, changes)),
    delete: (anchor) => inTurn(() => target.delete(anchor)),
    restore: (anchor) => inTurn(() => target.restore(anchor)),
    setReference: (anchor, attribute, referenced) => inTurn(() => target.setReference(anchor, attribute, referenced)),
    isTaken: (attribute, value) => inTurn(() => target.isTaken(attribute, value)),
    defaultDomain: () => target.defaultDomain(),
    testConnection: () => target.testConnection(),
    discover: () => target.discover(),
    close: async () => {
      await untilIdle(); // connections are not pulled from under calls that still use them
      await target.close();
    },
  };
}
