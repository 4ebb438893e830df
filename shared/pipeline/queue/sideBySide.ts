/** Work on a stream, so many at a time, in the order it comes. */

/** Waits for all that was begun, also when one of them fails. @throws what the first one that failed has thrown */
export async function sideBySide<T>(
  most: number,
  items: AsyncIterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for await (const item of items) {
    if (failure !== undefined) break;
    const begun: Promise<void> = work(item)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(begun));
    underWay.add(begun);
    if (underWay.size >= most) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;
}

export async function* from<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}
