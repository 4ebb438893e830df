/** Lists that an older service does not have. */
import type { Http } from '../http';

/** @returns nothing where the service knows no such list @throws {ServiceFailure} for any other refusal */
export async function listOrNone<T>(http: Http, path: string): Promise<readonly T[]> {
  const { status, text } = await http.ask('GET', path);
  if (status === 404) return [];
  if (status !== 200) await http.call('GET', path); // throws, as it says
  return (JSON.parse(text) as { readonly value: readonly T[] }).value;
}
