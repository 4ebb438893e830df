/** `muster inlet`: where HR systems post to (docs/inlets.md). */
import type { Command } from 'commander';
import { addFamily, type Stage } from '../command';
import { addInletAdd } from './add';
import { addInletCheck } from './check';
import { addInletControls } from './control';
import { addInletEvents } from './events';
import { addInletList } from './list';
import { addInletPresets } from './presets';
import { addInletReplay } from './replay';
import { addInletRotate } from './rotate';
import { addInletSet } from './set';
import { addInletTest } from './test';

const COMMANDS = [
  addInletPresets,
  addInletCheck,
  addInletAdd,
  addInletList,
  addInletSet,
  addInletRotate,
  addInletTest,
  addInletEvents,
  addInletReplay,
  addInletControls,
];

export function addInlet(program: Command, stage: Stage): void {
  const family = addFamily(program, 'inlet', 'Where HR systems post their webhooks to');
  for (const add of COMMANDS) add(family, stage);
}
