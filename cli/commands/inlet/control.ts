/** `muster inlet pause`, `resume` and `remove`. */
import type { Command } from 'commander';
import { inletPath } from '../../client/webhooks/inlets';
import { addCommand, type Stage } from '../command';
import { addDryRun, carryOut, confirmYes, type DryRunnable, openJob } from '../jobDesk';

export function addInletControls(family: Command, stage: Stage): void {
  addCommand<DryRunnable>(family, stage, {
    name: 'pause <name>',
    summary: 'Go on receiving, and work on nothing',
    examples: ['muster inlet pause hr'],
    options: (command) => addDryRun(command),
    run: async (muster, [name = ''], options) => {
      const desk = await openJob(muster);
      const path = `${inletPath(desk.own, name)}/pause`;
      const done = `${name} is paused: it keeps what comes. Go on with: muster inlet resume ${name}`;
      await carryOut(muster, desk, { method: 'POST', path, done, action: 'inletPause' }, options);
    },
  });
  addCommand<DryRunnable>(family, stage, {
    name: 'resume <name>',
    summary: 'Work on what came meanwhile, and on what comes',
    examples: ['muster inlet resume hr'],
    options: (command) => addDryRun(command),
    run: async (muster, [name = ''], options) => {
      const desk = await openJob(muster);
      const path = `${inletPath(desk.own, name)}/resume`;
      await carryOut(muster, desk, { method: 'POST', path, done: `${name} goes on.`, action: 'inletResume' }, options);
    },
  });
  addCommand<DryRunnable>(family, stage, {
    name: 'remove <name>',
    summary: 'Take an inlet away, with its secrets and what it received',
    description: 'Whoever still sends is told 410, and stops. Accounts stay as they are.',
    examples: ['muster inlet remove gusto --yes'],
    options: (command) => addDryRun(command),
    run: async (muster, [name = ''], options) => {
      const desk = await openJob(muster);
      if (!options.dryRun) await confirmYes(muster, `Take ${name} away, with its secrets and what it received?`);
      const deed = { method: 'DELETE', path: inletPath(desk.own, name), done: `${name} is taken away.` } as const;
      await carryOut(muster, desk, { ...deed, action: 'inletRemove' }, options);
    },
  });
}
