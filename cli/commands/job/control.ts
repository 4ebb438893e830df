/** `muster job start`, `pause`, `restart`, `quarantine` and `delete`. */
import type { Command } from 'commander';
import { parseResetScope, type ResetScope } from '../../../shared/engine/job/resetScope';
import { usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import {
  addConfirm,
  addDryRun,
  type Confirmable,
  carryOut,
  confirmByName,
  type DryRunnable,
  type JobDesk,
  openJob,
} from '../jobDesk';

export function addStart(family: Command, stage: Stage): void {
  addCommand<DryRunnable>(family, stage, {
    name: 'start',
    summary: 'Start a job, or let it go on; a quarantine is lifted',
    examples: ['muster job start', 'muster job start --dry-run'],
    options: addDryRun,
    run: (muster, _, options) => post(muster, 'start', 'Started.', options),
  });
}

export function addPause(family: Command, stage: Stage): void {
  addCommand<DryRunnable>(family, stage, {
    name: 'pause',
    summary: 'Pause a job: uploads are taken, and wait',
    examples: ['muster job pause --dry-run', 'muster job pause && muster job start'],
    options: addDryRun,
    run: (muster, _, options) => post(muster, 'pause', 'Paused. Uploads wait until: muster job start', options),
  });
}

async function post(muster: Muster, action: string, done: string, options: DryRunnable): Promise<void> {
  const desk = await openJob(muster);
  await carryOut(muster, desk, { method: 'POST', path: `${desk.job}/${action}`, done, action }, options);
}

export function addQuarantine(family: Command, stage: Stage): void {
  addCommand<DryRunnable & { readonly message?: string }>(family, stage, {
    name: 'quarantine',
    summary: 'Stop a job and tell everyone who gets its mail why',
    examples: [
      'muster job quarantine --message "The export of tonight is broken." --dry-run',
      'muster job quarantine --message "A trial." && muster job restart --scope QuarantineState',
    ],
    options: (command) => addDryRun(command.option('--message <text>', 'why, for the mail and the audit')),
    run: async (muster, _, { message, dryRun }) => {
      const desk = await openJob(muster);
      const done = 'In quarantine until: muster job restart --scope QuarantineState';
      const body = message === undefined ? {} : { message };
      const deed = { method: 'POST', path: `${desk.own}/quarantine`, body, done, action: 'quarantine' } as const;
      await carryOut(muster, desk, deed, { dryRun: dryRun === true });
    },
  });
}

interface RestartOptions extends DryRunnable, Confirmable {
  readonly scope?: string;
}

/** These change who has access, or whose account it is. */
const DESTROY: ReadonlySet<ResetScope> = new Set(['ConnectorDataStore', 'ForceDeletes']);

export function addRestart(family: Command, stage: Stage): void {
  addCommand<RestartOptions>(family, stage, {
    name: 'restart',
    summary: 'Restart a job, and have it forget what is named',
    description: [
      "Without --scope QuarantineState, Watermark and Escrows, as the admin centre restarts. Full, ConnectorDataStore and ForceDeletes ask for the job's name.",
      'A job that is not running also forgets what was uploaded and not processed, but for QuarantineState, ForceDeletes and None: --dry-run says how much that is.',
    ].join('\n\n'),
    examples: ['muster job restart --scope QuarantineState', 'muster job restart --scope Full --dry-run'],
    options: (command) =>
      addConfirm(
        addDryRun(
          command.option(
            '--scope <a,b>',
            'None, QuarantineState, Escrows, Watermark, ConnectorDataStore, Full, ForceDeletes',
          ),
          'show what it would cost, and restart nothing',
        ),
      ),
    run: restart,
  });
}

async function restart(muster: Muster, _: readonly string[], { scope, dryRun, confirm }: RestartOptions) {
  const verdict = parseResetScope(scope);
  if (!verdict.ok) throw usage(verdict.message.replace('criteria.resetScope', '--scope'), { place: '--scope' });
  const desk = await openJob(muster);
  if (dryRun) {
    const cost = await costOf(desk, scope);
    if (cost !== undefined) {
      return muster.answers.single({ kind: 'muster.restartCost/1', value: cost, text: costText });
    }
  } else if ([...verdict.scopes].some((one) => DESTROY.has(one))) {
    await confirmByName(muster, desk, `Restart with ${scope}`, { ...(confirm !== undefined && { confirm }) });
  }
  const body = scope === undefined ? undefined : { criteria: { resetScope: scope } };
  const deed = { method: 'POST', path: `${desk.job}/restart`, body, done: 'Restarted.', action: 'restart' } as const;
  await carryOut(muster, desk, deed, { dryRun: dryRun === true });
}

type Cost = Readonly<Record<string, unknown>>;

/** @returns `undefined` where the service is too old to say */
async function costOf({ http, own }: JobDesk, scope: string | undefined): Promise<Cost | undefined> {
  const { status, text } = await http.ask('GET', `${own}/restart`, { query: { resetScope: scope } });
  if (status !== 200) return undefined;
  const { '@odata.context': _, ...cost } = JSON.parse(text) as Cost;
  return cost;
}

/** `purgedOperations` as `purged operations`: the names say it. */
function costText(cost: Cost): string {
  return Object.entries(cost)
    .map(([name, value]) => {
      const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
      return `${words.padEnd(20)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`;
    })
    .join('');
}

export function addDelete(family: Command, stage: Stage): void {
  addCommand<DryRunnable & Confirmable>(family, stage, {
    name: 'delete',
    summary: 'Delete a job: what it knows of people goes, their accounts stay',
    examples: [
      'muster job delete --dry-run',
      'muster job delete --job "$(muster job create --name Trial --client 5b7e9a31-0d64-4c0f-8f2a-7e3c1d9b4a33 -o name)" --confirm Trial',
    ],
    options: (command) => addConfirm(addDryRun(command)),
    run: async (muster, _, options) => {
      const desk = await openJob(muster);
      if (!options.dryRun) await confirmByName(muster, desk, `Delete the job ${desk.place.jobId}`, options);
      const deed = { method: 'DELETE', path: desk.job, done: 'Deleted.', action: 'delete' } as const;
      await carryOut(muster, desk, deed, options);
    },
  });
}
