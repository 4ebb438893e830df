/** `muster inlet test`: a sample signed, read, fetched and mapped by the service, and shown. Nothing is written unless asked. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { inletPath } from '../../client/webhooks/inlets';
import { EXIT, type ExitCode, usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { openJob } from '../jobDesk';

export interface SampleOptions {
  readonly event?: string;
  readonly contentType: string;
  readonly person?: string;
  readonly send?: boolean;
}

interface Trial {
  readonly verified: boolean | null;
  readonly unread: { readonly code: string; readonly message: string } | null;
  readonly events: readonly TriedEvent[];
  readonly sent?: string;
}

interface TriedEvent {
  readonly type: string | null;
  readonly person: string | null;
  readonly consequence: string;
  readonly documents: unknown;
  readonly operation: unknown;
  readonly failures: readonly { readonly attribute: string | null; readonly code: string; readonly message: string }[];
}

export function addInletTest(family: Command, stage: Stage): void {
  addCommand<SampleOptions>(family, stage, {
    name: 'test <name>',
    summary: 'Try an inlet with a sample: what is believed, read, fetched, and made of it',
    description:
      'The service signs the sample with the secret it has. --person fetches one person, as the HR system names her. Nothing is written; --send goes on with the sample as if it had come.',
    examples: [
      'muster inlet test hr --event inlets/hr.event.json',
      'muster inlet test hr --event inlets/hr.event.json --send',
    ],
    options: addSampleOptions,
    run: (muster, [name = ''], options) => tryInlet(muster, name, options),
  });
}

export const addSampleOptions = (command: Command) =>
  void command
    .option('--event <file>', 'a body as the sender would post it')
    .option('--content-type <type>', 'of that body', 'application/json')
    .option('--person <id>', 'fetch this person')
    .option('--send', 'and go on with it');

export async function tryInlet(
  muster: Muster,
  name: string,
  { event, contentType, person, send }: SampleOptions,
): Promise<ExitCode> {
  if (event === undefined && person === undefined) {
    throw usage('With what?', { advice: 'Say --event FILE, the body of an event, or --person ID.' });
  }
  const { http, own } = await openJob(muster);
  const body = {
    ...(event !== undefined && { event: await textOfFile(event, muster.world.cwd), contentType }),
    ...(person !== undefined && { person }),
    ...(send && { send }),
  };
  const trial = await http.json<Trial>('POST', `${inletPath(own, name)}/test`, { body });
  await muster.answers.single({ kind: 'muster.inletTrial/1', value: trial, text: textOf });
  const fails =
    trial.verified === false || trial.unread !== null || trial.events.some(({ failures }) => failures.length > 0);
  return fails ? EXIT.failed : EXIT.done;
}

async function textOfFile(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usage('The file cannot be read.', { place: file, cause: error });
  }
}

function textOf({ verified, unread, events, sent }: Trial): string {
  return [
    ...(verified === null ? [] : [verified ? 'signature: believed' : 'signature: NOT believed']),
    ...(unread === null ? [] : [`${unread.code}: ${unread.message}`]),
    ...events.flatMap(linesOf),
    ...(sent === undefined ? [] : [`sent: ${sent}`]),
  ].join('\n');
}

function linesOf({ type, person, consequence, documents, operation, failures }: TriedEvent): readonly string[] {
  return [
    `${type ?? 'fetch'} of ${person ?? 'nobody'}: ${consequence}`,
    ...failures.map(
      ({ attribute, code, message }) => `  ${attribute === null ? '' : `${attribute}: `}${code}: ${message}`,
    ),
    ...(documents === null ? [] : [`documents ${JSON.stringify(documents, null, 2)}`]),
    ...(operation === null ? [] : [`person ${JSON.stringify(operation, null, 2)}`]),
  ];
}
