/** Whether a user shows what was written: compared as loosely as services store, so that only what did not take differs. */
import type { JsonObject } from '../../../scim/json';
import { listOf, printScalar, type Scalar, type Value } from '../../../value';
import type { AttributeChanges } from '../../target';
import { attributeValue, isLeftUnsaid } from '../targetUser';

/** Names of the attributes that the user shows otherwise than they were written. */
export function notTaken(changes: AttributeChanges, resource: JsonObject): readonly string[] {
  return Object.entries(changes).flatMap(([name, wanted]) => {
    const found = attributeValue(resource, name);
    if (found === null && isLeftUnsaid(name)) return [];
    return agree(found, wanted) ? [] : [name];
  });
}

function agree(found: Value, wanted: Value): boolean {
  const [left, right] = [comparable(found), comparable(wanted)];
  return left.size === right.size && [...left].every((item) => right.has(item));
}

function comparable(value: Value): ReadonlySet<string> {
  const texts = listOf(value).map((item) => textOf(item).normalize('NFC').trim().toLowerCase());
  return new Set(texts.filter((text) => text !== '').map(asInstant));
}

/** A point in time may come back with another number of digits, or in another zone. */
function asInstant(text: string): string {
  return /^\d{4}-\d{2}-\d{2}t/.test(text) && !Number.isNaN(Date.parse(text)) ? String(Date.parse(text)) : text;
}

/** A role that a mapping writes as the JSON of an object is the role of its value. */
function textOf(item: Scalar): string {
  const text = printScalar(item);
  if (!text.startsWith('{')) return text;
  try {
    const { value } = JSON.parse(text) as { value?: unknown };
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}
