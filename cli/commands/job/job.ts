/** `muster job`: jobs, how they are doing, and what an administrator does with them. */
import type { Command } from 'commander';
import { addFamily, type Stage } from '../command';
import { addAgents, addAudit } from './audit';
import { addDelete, addPause, addQuarantine, addRestart, addStart } from './control';
import { addCreate } from './create';
import { addList } from './list';
import { addSet } from './set';
import { addShow, addWatch } from './show';

const COMMANDS = [
  addList,
  addShow,
  addWatch,
  addCreate,
  addStart,
  addPause,
  addRestart,
  addQuarantine,
  addSet,
  addAudit,
  addAgents,
  addDelete,
];

export function addJob(program: Command, stage: Stage): void {
  const family = addFamily(program, 'job', 'Jobs: how they are doing, start, pause, restart, change');
  for (const add of COMMANDS) add(family, stage);
}
