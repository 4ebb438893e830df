/** What a receiver is to write into an HR system, as an event; by the way `scim` it is what is kept until it is written. */
import { printValue, type Value } from '../../value';
import { bodyOf, jobSource, MOST_BODY_BYTES, personSource } from '../cloudEvent';

export interface WritebackNews {
  readonly jobId: string;
  /** Name of the outlet. */
  readonly outlet: string;
  readonly id: string;
  readonly at: number;
  readonly anchor: string;
  readonly targetId: string;
  /** The person's own count of changes in this writeback. */
  readonly revision: number;
  /** What changed; `null` clears. */
  readonly changes: ReadonlyMap<string, Value>;
  /** All that the account gives, what has not changed included. */
  readonly values: ReadonlyMap<string, Value>;
}

/** As it is sent. Where that is too large, `values` holds what changed alone, and `truncated` says so. */
export function writebackBody(news: WritebackNews): string {
  const whole = bodyWith(news, { ...withoutEmpty(news.values), ...Object.fromEntries(news.changes) });
  if (Buffer.byteLength(whole) <= MOST_BODY_BYTES) return whole;
  return bodyWith(news, Object.fromEntries(news.changes), true);
}

function bodyWith(news: WritebackNews, values: Readonly<Record<string, Value>>, isCut = false): string {
  const { jobId, outlet, id, at, anchor, targetId, revision, changes } = news;
  return bodyOf({
    id,
    source: personSource(jobId, anchor, `${jobSource(jobId)}/outlets/${outlet}`),
    type: 'muster.writeback',
    subject: anchor,
    at,
    sequence: revision,
    data: {
      externalId: anchor,
      targetId,
      values: JSON.parse(JSON.stringify(values)),
      changed: [...changes.keys()],
      ...(isCut && { truncated: true }),
    },
  });
}

/** Whoever writes all values must not clear what nobody asked to be cleared. */
function withoutEmpty(values: ReadonlyMap<string, Value>): Record<string, Value> {
  return Object.fromEntries([...values].filter(([, value]) => (printValue(value) ?? '') !== ''));
}

/** What of an event is to be written; `null` clears. */
export function changesIn(body: string): ReadonlyMap<string, Value> {
  const { data } = JSON.parse(body) as { data: { values: Record<string, Value>; changed: string[] } };
  return new Map(data.changed.map((name) => [name, data.values[name] ?? null]));
}
