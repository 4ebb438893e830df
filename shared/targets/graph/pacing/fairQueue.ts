/** Lines that take turns: one line's thousand requests do not hold up another's one. First come, first served within a line. */

export interface FairQueue<T> {
  readonly size: number;
  add(line: string, item: T): void;
  /** Puts an item back where it was taken from. */
  putBack(line: string, item: T): void;
  /** The first item of the next line whose first item may go; `undefined` when none may. */
  take(mayGo: (item: T) => boolean): T | undefined;
  /** Takes out every item, in no particular order, that fits. */
  remove(fits: (item: T) => boolean): readonly T[];
  items(): Iterable<T>;
}

export function createFairQueue<T>(): FairQueue<T> {
  /** Lines with something in them, the one whose turn it is first. */
  const lines = new Map<string, T[]>();

  function lineOf(name: string): T[] {
    const line = lines.get(name) ?? [];
    lines.set(name, line);
    return line;
  }

  return {
    get size() {
      return [...lines.values()].reduce((sum, line) => sum + line.length, 0);
    },
    add: (name, item) => void lineOf(name).push(item),
    putBack: (name, item) => void lineOf(name).unshift(item),
    take(mayGo) {
      for (const [name, line] of lines) {
        const [first] = line;
        if (first === undefined || !mayGo(first)) continue;
        line.shift();
        lines.delete(name);
        if (line.length > 0) lines.set(name, line); // to the back: its turn is over
        return first;
      }
      return undefined;
    },
    remove(fits) {
      const removed: T[] = [];
      for (const [name, line] of lines) {
        const kept = line.filter((item) => !fits(item));
        if (kept.length === line.length) continue;
        removed.push(...line.filter(fits));
        if (kept.length === 0) lines.delete(name);
        else lines.set(name, kept);
      }
      return removed;
    },
    *items() {
      for (const line of lines.values()) yield* line;
    },
  };
}
