/** What an outlet can be told of (docs/outlets.md lists the data of each). */

import { deedOf, type LogEntry } from '../engine/person/logEntry';
import type { EnabledAttribute } from '../engine/schema/compileSchema';

export const PERSON_TYPES = [
  'muster.person.created',
  'muster.person.updated',
  'muster.person.enabled',
  'muster.person.disabled',
  'muster.person.deleted',
  'muster.person.restored',
  'muster.person.failed',
  'muster.person.recovered',
] as const;

export const JOB_TYPES = [
  'muster.job.quarantined',
  'muster.job.recovered',
  'muster.job.disabled',
  'muster.deletions.held',
  'muster.upload.completed',
  'muster.inlet.failing',
  'muster.inlet.silent',
  'muster.inlet.recovered',
  'muster.outlet.disabled',
] as const;

/** Sent whatever an outlet subscribes to: the first when it is saved or tested, the second by a writeback alone. */
export const OWN_TYPES = ['muster.ping', 'muster.writeback'] as const;

export type PersonEventType = (typeof PERSON_TYPES)[number];
export type JobEventType = (typeof JOB_TYPES)[number];
export type EventType = PersonEventType | JobEventType | (typeof OWN_TYPES)[number];

export const SUBSCRIBED_TYPES: readonly (PersonEventType | JobEventType)[] = [...PERSON_TYPES, ...JOB_TYPES];

/**
 * What an entry of the log may be told as, the most telling first: an outlet is told of it once, as the first of these that
 * it subscribes to. What was skipped is told of only where it ends a failure.
 *
 * @param enabled how the job's target says that an account is enabled
 */
export function typesOf(entry: LogEntry, enabled: EnabledAttribute | undefined): readonly PersonEventType[] {
  if (entry.status === 'failure') return ['muster.person.failed'];
  const recovered = entry.endsFailure === true ? (['muster.person.recovered'] as const) : [];
  return entry.status === 'skipped' ? recovered : [...deedsOf(entry, enabled), ...recovered];
}

function deedsOf(entry: LogEntry, enabled: EnabledAttribute | undefined): readonly PersonEventType[] {
  switch (deedOf(entry)) {
    case 'create':
      return ['muster.person.created'];
    case 'update':
      return enables(entry, enabled) ? ['muster.person.enabled', 'muster.person.updated'] : ['muster.person.updated'];
    case 'disable':
      return ['muster.person.disabled', 'muster.person.updated'];
    case 'delete':
      return ['muster.person.deleted'];
    case 'restored':
      return ['muster.person.restored'];
    case 'stagedDelete': // told of as one, with their count: `muster.deletions.held`
    case 'other':
      return [];
  }
}

function enables({ modified }: LogEntry, enabled: EnabledAttribute | undefined): boolean {
  const written = modified.find(({ name }) => name === enabled?.name)?.newValue?.toLowerCase();
  return enabled !== undefined && written === String(enabled.whenEnabled);
}
