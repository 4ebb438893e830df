/** `muster inlet add`: an inlet for an HR system, and what is left to be clicked there. */
import type { Command } from 'commander';
import type { ParsedInlet } from '../../../shared/inlets/parse/parseInlet';
import { findPreset } from '../../../shared/inlets/presets/presets';
import type { JsonObject } from '../../../shared/scim/json';
import type { KeptInlet } from '../../client/webhooks/inlets';
import { EXIT, type ExitCode, usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { addDryRun, type DryRunnable, openJob } from '../jobDesk';
import { addSecretSource, readSecret, type SecretSource } from '../secrets';
import { addDefinitionOptions, type DefinitionOptions, judge, readDefinition } from './definition';
import { addFetchSecret, type FetchSecretSource, readFetchSecret } from './fetchSecret';
import { numbered } from './presets';

type AddOptions = DefinitionOptions & SecretSource & FetchSecretSource & DryRunnable;

export function addInletAdd(family: Command, stage: Stage): void {
  addCommand<AddOptions>(family, stage, {
    name: 'add <name>',
    summary: 'Make an inlet: from a preset, from a definition of your own, or from both',
    description:
      'Prints the URL to paste at the HR system, and what else is to be done there. A secret that you get only after you pasted the URL is given afterwards: muster inlet rotate NAME --secret-file FILE.',
    examples: [
      'muster inlet add bamboo --preset bamboohr --set company=acme --fetch-secret-env TOKEN --dry-run',
      'muster inlet add gusto --file inlets/gusto.json --secret-env TOKEN --fetch-secret-env TOKEN',
      'muster inlet add hr --file inlets/hr.json --secret-env TOKEN',
    ],
    options: (command) => {
      addDefinitionOptions(command).option('--preset <name>', 'see muster inlet presets');
      addDryRun(addFetchSecret(addSecretSource(command)), 'judge it and show it, and make nothing');
    },
    run: (muster, [name = ''], options) => add(muster, name, options),
  });
}

async function add(muster: Muster, name: string, options: AddOptions): Promise<ExitCode> {
  const definition = { ...(await readDefinition(options, muster.world)), name };
  if (!('preset' in definition)) {
    throw usage('Which preset?', { advice: 'Say --preset NAME (muster inlet presets), or name it in the file.' });
  }
  const secret = await readSecret(options, muster.world);
  const fetchSecret = await readFetchSecret(options, muster.world);
  const whole = {
    ...definition,
    ...(secret !== undefined && { secrets: [secret] }),
    ...(fetchSecret !== undefined && { fetchSecret }),
  } as JsonObject;
  const parsed = judge(whole, options.file);
  if (fetchSecret === undefined && asksWithSecret(parsed)) {
    throw usage(`${name} fetches people, and has nothing to sign in with.`, {
      code: 'NoFetchSecret',
      advice: `Say --fetch-secret-file FILE: ${findPreset(parsed.definition.preset)?.fetchSecret ?? 'what fetch.auth calls {secret}'}.`,
    });
  }
  const desk = await openJob(muster);
  if (options.dryRun) {
    const value = { method: 'POST', path: `${desk.own}/inlets`, body: shown(whole) };
    const text = `POST ${value.path}\n${JSON.stringify(value.body, null, 2)}`;
    await muster.answers.single({ kind: 'muster.dryRun/1', value, text: () => text });
    return EXIT.done;
  }
  const made = await desk.http.json<KeptInlet>('POST', `${desk.own}/inlets`, { body: whole });
  await muster.answers.single({
    kind: 'muster.inlet/1',
    value: made,
    text: (inlet) => told(inlet, parsed, secret !== undefined),
    name: (inlet) => inlet.url,
  });
  return EXIT.done;
}

const asksWithSecret = ({ definition: { fetch } }: ParsedInlet) =>
  fetch !== null && JSON.stringify(fetch.auth).includes('{secret}');

/** Secrets are not shown again, to nobody. */
export const shown = ({ secrets, fetchSecret, ...definition }: JsonObject): JsonObject => ({
  ...definition,
  ...(secrets !== undefined && { secrets: ['*'] }),
  ...(fetchSecret !== undefined && { fetchSecret: '*' }),
});

function told({ name, url }: KeptInlet, { definition }: ParsedInlet, hasSecret: boolean): string {
  const preset = findPreset(definition.preset);
  const unsigned = definition.verify.scheme === 'token' || definition.verify.scheme === 'basic';
  return [
    `${name} is ready to receive. Paste this URL at ${preset?.title ?? 'the sender'}:`,
    '',
    `  ${url}`,
    '',
    ...numbered(preset?.connect ?? []).map((line) => `  ${line}`),
    '',
    ...(unsigned ? ['Not signed: whoever sees a request can send others.'] : []),
    ...(hasSecret || definition.verify.scheme === 'bearer'
      ? []
      : [`It believes nobody yet. When you have the secret: muster inlet rotate ${name} --secret-file FILE`]),
    `Try it: muster inlet test ${name} --person ID · look at it: muster inlet show ${name}`,
  ].join('\n');
}
