/** `muster outlet pause`, `resume`, `test`, `replay` and `remove`. */
import type { Command } from 'commander';
import { outletPath, type Tried } from '../../client/webhooks/outlets';
import { EXIT } from '../../exit';
import { counted } from '../../output/numbers';
import { addCommand, type Stage } from '../command';
import { addDryRun, carryOut, confirmYes, type DryRunnable, openJob } from '../jobDesk';

export function addOutletStates(family: Command, stage: Stage): void {
  addAction('pause', 'Send nothing for a while; what happens is kept', 'Paused. What happens is kept.');
  addAction('resume', 'Send on, in order; also an outlet that was disabled', 'It goes on, in order.');
  addCommand<{ readonly type?: string } & DryRunnable>(family, stage, {
    name: 'test <name>',
    summary: 'Send a ping, or an invented event of a type; exit code 1 where it is not taken',
    examples: ['muster outlet test teams --type muster.person.created --dry-run'],
    options: (command) => addDryRun(command.option('--type <type>', 'of the event, such as muster.person.created')),
    run: async (muster, [name = ''], { type, dryRun }) => {
      const desk = await openJob(muster);
      const path = `${outletPath(desk.own, name)}/test`;
      const body = type === undefined ? {} : { type };
      if (dryRun) {
        await carryOut(muster, desk, { method: 'POST', path, body, done: '', action: 'outletTest' }, { dryRun });
        return EXIT.done;
      }
      const value = await desk.http.json<Tried>('POST', path, { body });
      await muster.answers.single({
        kind: 'muster.outletTest/1',
        value,
        text: ({ delivered, status, durationInMilliseconds: ms, answer }) =>
          `${delivered ? 'Taken' : 'Not taken'}: ${status ?? 'no answer'} after ${ms} ms.${answer === '' ? '' : ` ${answer}`}`,
      });
      return value.delivered ? EXIT.done : EXIT.failed;
    },
  });

  function addAction(action: 'pause' | 'resume', summary: string, done: string): void {
    addCommand(family, stage, {
      name: `${action} <name>`,
      summary,
      examples: [`muster outlet ${action} teams`],
      run: async (muster, [name = '']) => {
        const desk = await openJob(muster);
        const path = `${outletPath(desk.own, name)}/${action}`;
        await carryOut(muster, desk, { method: 'POST', path, done, action: `outlet${action}` }, {});
      },
    });
  }
}

interface Wish {
  readonly failed?: boolean;
  readonly id?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/** Last, so that the examples of the others find it. */
export function addOutletEnd(family: Command, stage: Stage): void {
  addCommand<Wish>(family, stage, {
    name: 'replay <name>',
    summary: 'Send events once more: all that were given up, those of a time, or some by id',
    examples: ['muster outlet replay teams --failed'],
    options: (command) =>
      command
        .option('--failed', 'those that were given up')
        .option('--id <id...>', 'events by id')
        .option('--from <time>', 'from then on, such as 2026-11-29T18:00:00Z')
        .option('--to <time>', 'until then'),
    run: async (muster, [name = ''], { failed, id, from, to }) => {
      const { http, own } = await openJob(muster);
      const path = `${outletPath(own, name)}/replay`;
      const times = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
      const body = id === undefined ? { ...(failed && { state: 'failed' }), ...times } : { ids: id };
      await muster.answers.single({
        kind: 'muster.replayed/1',
        value: await http.json<{ replayed: number; more: boolean }>('POST', path, { body }),
        text: ({ replayed, more }) =>
          `${counted(replayed, 'event', 'events')} to be sent once more.${more ? ' There are more: say it again.' : ''}`,
      });
    },
  });
  addCommand<DryRunnable>(family, stage, {
    name: 'remove <name>',
    summary: 'Tell nobody there any more; what was kept for it goes, too',
    examples: ['muster outlet remove teams --dry-run', 'muster outlet remove teams --yes'],
    options: (command) => addDryRun(command),
    run: async (muster, [name = ''], { dryRun }) => {
      const desk = await openJob(muster);
      if (!dryRun) await confirmYes(muster, `Remove outlet ${name} with what is kept for it?`);
      const deed = { path: outletPath(desk.own, name), done: `Outlet ${name} is removed.`, action: 'outletRemove' };
      await carryOut(muster, desk, { method: 'DELETE', ...deed }, { dryRun: dryRun === true });
    },
  });
}
