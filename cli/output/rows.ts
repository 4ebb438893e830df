/** Rows that come by and by. Pure. */

/** No more than so many; what is behind them is not asked for. */
export async function* first<T>(rows: AsyncIterable<T> | Iterable<T>, most: number): AsyncGenerator<T> {
  let told = 0;
  for await (const row of rows) {
    yield row;
    told += 1;
    if (told >= most) return;
  }
}
