/** What happens to a job as a whole, as events. */
import type { JsonObject } from '../scim/json';
import { type CloudEvent, jobSource } from './cloudEvent';
import type { JobEventType } from './eventTypes';

/** Something that happened to a job, as it is noted in the transaction that made it happen. */
export interface JobNews {
  /** A GUID; the event's id begins with it. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: JobEventType;
  readonly data: JsonObject;
}

/** Events of one source and millisecond, at most. */
const MOST_AT_ONCE = 1_000;

/**
 * @param index from 0, where one piece of news is several events, such as the uploads of a cycle
 */
export function jobEvent(jobId: string, { id, at, type, data }: JobNews, index = 0): CloudEvent {
  return {
    id: index === 0 ? id : `${id}.${index}`,
    source: jobSource(jobId),
    type,
    at,
    sequence: jobSequence(at, index),
    data,
  };
}

/** A job has no count of its own: its news is in order of time. */
export const jobSequence = (at: number, index: number) => at * MOST_AT_ONCE + Math.min(index, MOST_AT_ONCE - 1);
