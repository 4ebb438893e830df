/** An entry of the provisioning log as an event. */
import type { AccountSeen, LogEntry } from '../engine/person/logEntry';
import type { JsonObject } from '../scim/json';
import { type CloudEvent, personSource } from './cloudEvent';
import type { PersonEventType } from './eventTypes';

/** How much of a person an event tells: ids alone, names too, or what changed as well. */
export const INCLUDES = ['ids', 'names', 'changes'] as const;
export type Include = (typeof INCLUDES)[number];

export interface ToldEntry {
  readonly jobId: string;
  readonly entry: LogEntry;
  /** Id of the entry, and of the event. */
  readonly id: string;
  /** When it was committed, milliseconds since the epoch. */
  readonly at: number;
  /** The person's own count of entries. */
  readonly told: number;
  /** `null`: no upload asked for it. */
  readonly uploadId: string | null;
  /** What the account held of what is written back; `null` where nobody looked. */
  readonly account: AccountSeen | null;
}

export function personEvent(
  { jobId, entry, id, at, told, uploadId }: ToldEntry,
  type: PersonEventType,
  include: Include,
): CloudEvent {
  const { source, target, action, status, attempt, error, operation } = entry;
  const data: JsonObject = {
    externalId: source.id,
    targetId: target.id === '' ? null : target.id,
    action,
    status,
    uploadId,
    bulkId: operation?.bulkId ?? null,
    logEntryId: id,
    attempt,
    ...(entry.endsFailure === true && { recovered: true }),
    ...(error !== null && {
      error: include === 'ids' ? { code: error.code } : { code: error.code, reason: error.reason },
    }),
    ...(include !== 'ids' && { displayName: source.displayName, userName: source.userName }),
    ...(include === 'changes' && {
      changes: entry.modified.map(({ name, oldValue, newValue }) => ({ name, oldValue, newValue })),
    }),
  };
  return { id, source: personSource(jobId, source.id), type, subject: source.id, at, sequence: told, data };
}
