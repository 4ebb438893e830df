/** `muster job set`: settings of a job, by name. */
import type { Command } from 'commander';
import { readJob } from '../../client/overview';
import { usage } from '../../exit';
import { addCommand, type Stage } from '../command';
import { addDryRun, carryOut, type DryRunnable, openJob } from '../jobDesk';

interface SetOptions extends DryRunnable {
  readonly interval?: string;
}

export function addSet(family: Command, stage: Stage): void {
  addCommand<SetOptions>(family, stage, {
    name: 'set [setting...]',
    summary: 'Change settings of a job',
    description:
      'Settings are NAME=VALUE, such as QuarantineTooManyDeletesThreshold=100; NAME= takes one away. muster job show tells those there are.',
    examples: [
      'muster job set QuarantineTooManyDeletesThreshold=100 QuarantineTooManyDeletesPercent=5',
      'muster job set QuarantineTooManyDeletesPercent= --interval PT40M --dry-run',
    ],
    options: (command) => addDryRun(command.option('--interval <duration>', 'of cycles, such as PT40M')),
    run: async (muster, settings, { interval, dryRun }) => {
      if (settings.length === 0 && interval === undefined) {
        throw usage('What is to be set?', { advice: 'Expected NAME=VALUE, or --interval.' });
      }
      const desk = await openJob(muster);
      const body = {
        ...(settings.length > 0 && { synchronizationJobSettings: settings.map(readSetting) }),
        ...(interval !== undefined && { schedule: { interval } }),
      };
      if (dryRun) await tellOld(settings, muster.messages.note, await readJob(desk.http, desk.place));
      const deed = { method: 'PATCH', path: desk.job, body, done: 'Saved.', action: 'set' } as const;
      await carryOut(muster, desk, deed, { dryRun: dryRun === true });
    },
  });
}

/** @returns `null` for one that is taken away */
function readSetting(text: string): { readonly name: string; readonly value: string | null } {
  const [, name = '', value = ''] = /^([\w.-]+)=(.*)$/s.exec(text) ?? [];
  if (name === '') throw usage(`"${text}" is no setting.`, { advice: 'Expected NAME=VALUE; NAME= takes one away.' });
  return { name, value: value === '' ? null : value };
}

async function tellOld(
  settings: readonly string[],
  note: (text: string) => void,
  job: Awaited<ReturnType<typeof readJob>>,
): Promise<void> {
  for (const { name } of settings.map(readSetting)) {
    const old = job.synchronizationJobSettings.find((one) => one.name.toLowerCase() === name.toLowerCase());
    note(`${name} is ${old === undefined ? 'not set' : old.value} now`);
  }
}
