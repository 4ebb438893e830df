/** `muster outlet`: who is told of what is done for people, and how that goes. */
import type { Command } from 'commander';
import { addFamily, type Stage } from '../command';
import { addOutletChanges } from './changes';
import { addOutletEvents } from './events';
import { addOutletListen } from './listen';
import { addOutletEnd, addOutletStates } from './states';
import { addOutletViews } from './views';

export function addOutlet(program: Command, stage: Stage): void {
  const family = addFamily(program, 'outlet', 'Who is told of what is done for people');
  for (const add of [addOutletViews, addOutletChanges, addOutletStates, addOutletEvents, addOutletListen, addOutletEnd])
    add(family, stage);
}
