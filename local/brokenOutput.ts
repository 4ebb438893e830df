/** What reads our output may end before we do: `npm start 2>&1 | head`. */

type Output = Pick<NodeJS.WriteStream, 'on'>;

/**
 * From now on, what cannot be written is lost and nothing else happens. Without this each lost line would be a fault nobody
 * caught, and telling of that fault the next.
 */
export function outliveReaders(outputs: readonly Output[] = [process.stdout, process.stderr]): void {
  for (const output of outputs) output.on('error', () => undefined);
}
