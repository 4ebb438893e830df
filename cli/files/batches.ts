/** Rows are handed on many at a time: an `await` for each of them takes longer than what most of them need. Pure. */

/** For who does more with a row than to look at it. */
export async function* oneByOne<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const batch of batches) for (const row of batch) yield row;
}
