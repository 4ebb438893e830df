/**
 * What is to be done for a person. An operation comes with its upload; everything else is Muster's own doing and travels as
 * an errand (`messages.ts`), which spells one task for many people.
 */
import type { Owed } from '../../engine/person/owed';
import type { JsonObject } from '../../scim/json';
import type { HeldOperation } from '../../store/people/people';
import type { Errand, ErrandMessage } from './messages';

/** One operation, ready to be worked on. */
export interface Operation extends HeldOperation {
  readonly data: JsonObject;
}

/** A deletion the guard held may run now. */
export interface Release {
  readonly kind: 'release';
  /** Which deletion: since when it is held. `undefined`: whatever is held. */
  readonly since: number | undefined;
  /** By an administrator, staged or not; otherwise by the guard, which never runs what it has staged. */
  readonly allowed: boolean;
}

/** What goes the whole way from the data to the account (`provisionUser.ts`). */
export type ProvisioningTask =
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** An escrow is due: the last data once more, and an entry whatever comes of it. */
  | { readonly kind: 'retry'; readonly ahead?: true }
  /** The schema changed or provisioning was restarted: the last data once more, and an entry where it changes something. */
  | { readonly kind: 'reevaluate' }
  /** Is the account still as the record says, in what these entries feed? Old data may have come over them. */
  | { readonly kind: 'converge'; readonly about: Owed }
  | Release;

export type Task =
  | ProvisioningTask
  /** The account that a reference waits for may be there by now. */
  | { readonly kind: 'resolveWaiting' }
  /** Unless another deletion is held by now than that since then. */
  | { readonly kind: 'stage'; readonly since: number | undefined }
  /** By an administrator, staged or not; the same holds. */
  | { readonly kind: 'reject'; readonly since: number | undefined };

export type ErrandTask = Exclude<Task, { readonly kind: 'operation' }>;

/** Somebody an errand is about. */
export interface ErrandPerson {
  readonly anchor: string;
  /** Of a held deletion: since when it is held, milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Of what is to converge: which entries it is about. */
  readonly about?: Owed | undefined;
}

/** @returns a source anchor and a task for each person */
export function tasksOf(message: ErrandMessage): readonly (readonly [string, ErrandTask])[] {
  const { anchors, since, about } = message;
  return anchors.map((anchor, index) => [anchor, taskOf(message, since?.[index], about?.[index])]);
}

function taskOf({ errand, ahead }: ErrandMessage, since: number | undefined, about: Owed = 'all'): ErrandTask {
  switch (errand) {
    case 'probe':
      return { kind: 'retry' };
    case 'retry':
      return { kind: 'retry', ...(ahead && { ahead }) };
    case 'release':
    case 'allow':
      return { kind: 'release', since, allowed: errand === 'allow' };
    case 'stage':
    case 'reject':
      return { kind: errand, since };
    case 'converge':
      return { kind: 'converge', about };
    default:
      return { kind: errand };
  }
}

/** The way back, for a task that has to wait. */
export function errandOf(task: ErrandTask): Errand {
  return task.kind === 'release' && task.allowed ? 'allow' : task.kind;
}

export function sinceOf(task: ErrandTask): number | undefined {
  return 'since' in task ? task.since : undefined;
}

/** Whether it travels in the first lane by what its message said, and not by its kind. */
export function isSentAhead(task: ErrandTask): boolean {
  return task.kind === 'retry' && task.ahead === true;
}

export function aboutOf(task: ErrandTask): Owed | undefined {
  return task.kind === 'converge' ? task.about : undefined;
}
