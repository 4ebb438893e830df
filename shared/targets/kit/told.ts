/** What a whole account that came back with the answer to a write tells of that write. */
import type { TargetAttributes, Told } from '../target';

/** @param attributes every value the account has among the attributes written */
export function toldBy(attributes: TargetAttributes, written: readonly string[]): Told {
  return Object.fromEntries(written.map((name) => [name, attributes[name] ?? null]));
}
