/** What the message of an errand asks to be done for each of its people, and the way back for somebody who has to wait. */

import type { Task } from './people/provisionPeople';
import type { Errand, ErrandMessage } from './queue/messages';

export type ErrandTask = Exclude<Task, { readonly kind: 'operation' }>;

/** Somebody an errand is about. */
export interface ErrandPerson {
  readonly anchor: string;
  /** Of a held deletion: since when it is held, milliseconds since the epoch. */
  readonly since?: number | undefined;
}

/** @returns a source anchor and a task for each person */
export function tasksOf({ errand, anchors, since }: ErrandMessage): readonly (readonly [string, ErrandTask])[] {
  return anchors.map((anchor, index) => [anchor, taskOf(errand, since?.[index])]);
}

function taskOf(errand: Errand, since: number | undefined): ErrandTask {
  switch (errand) {
    case 'probe':
      return { kind: 'retry' };
    case 'release':
    case 'allow':
      return { kind: 'release', since, allowed: errand === 'allow' };
    case 'stage':
      return { kind: 'stage', since };
    default:
      return { kind: errand };
  }
}

export function errandOf(task: ErrandTask): Errand {
  return task.kind === 'release' && task.allowed ? 'allow' : task.kind;
}

export function sinceOf(task: ErrandTask): number | undefined {
  return task.kind === 'release' || task.kind === 'stage' ? task.since : undefined;
}
