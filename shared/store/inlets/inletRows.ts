/**
 * Inlets: where HR systems post what happened (spec/hands.md 3.5). Table `inlets`:
 *
 * | partition   | row                       | holds                                                                       |
 * |-------------|---------------------------|-----------------------------------------------------------------------------|
 * | job         | `c!`name                  | the definition, its secrets sealed, its state; see `inlets.ts`              |
 * | job`!`name  | `i!`key                   | an event: kept headers, body packed, what became of it; see `inletEvents.ts` |
 * |             | `t!`inverted time`!`key   | the same in small columns, newest first                                     |
 * |             | `q!`due`!`key             | that it is still to be worked on                                            |
 * |             | `d!`inverted time`!`key   | that it is parked: a dead letter                                            |
 * |             | `pace`                    | when the next call to the HR system may begin; see `inletPace.ts`           |
 * |             | `health`                  | how the inlet does; see `inletHealth.ts`                                    |
 * |             | `u!`due`!`person          | somebody to be fetched again on a date; see `refetches.ts`                  |
 *
 * The rows of one event come and go in one transaction, so that open work is never without its event. What has been
 * accepted of a person stands beside the numbers it was accepted with: `fences.ts`.
 */
import { joinKey, keyPart } from '../rows/keys';

export const INLETS_TABLE = 'inlets';

export const DEFINITION = 'c';
export const EVENT = 'i';
export const BY_TIME = 't';
export const OPEN = 'q';
export const PARKED = 'd';
export const REFETCH = 'u';
export const PACE = 'pace';
export const HEALTH = 'health';

/** One inlet of one job. */
export interface InletPlace {
  readonly jobId: string;
  /** `[a-z0-9-]{1,40}`. */
  readonly inlet: string;
}

export const definitionsPartition = (jobId: string) => keyPart(jobId);
export const inletPartition = ({ jobId, inlet }: InletPlace) => joinKey(keyPart(jobId), keyPart(inlet));
export const definitionKey = (inlet: string) => joinKey(DEFINITION, keyPart(inlet));

const TIME_DIGITS = 13;
/** A moment as a part of a key, earliest first. */
export const timePart = (timeMs: number) => String(timeMs).padStart(TIME_DIGITS, '0');
