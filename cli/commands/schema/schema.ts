/** `muster schema`: the mapping of a job as a file: fetched, compared, tested, saved. */
import type { Command } from 'commander';
import { addFamily, type Stage } from '../command';
import { addExpr } from './expr';
import { addPull } from './pull';
import { addPush, addReset, addSchemaDiff } from './push';
import { addTest } from './test';

export function addSchema(program: Command, stage: Stage): void {
  const family = addFamily(program, 'schema', 'The mapping of a job: pull, compare, test, push');
  for (const add of [addPull, addSchemaDiff, addTest, addPush, addExpr, addReset]) add(family, stage);
}
