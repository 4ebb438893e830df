/** `muster inlet set`: members of a definition, or all of it; over exactly what was read. */
import type { Command } from 'commander';
import type { JsonObject } from '../../../shared/scim/json';
import { definitionOfInlet, inletPath, type KeptInlet } from '../../client/webhooks/inlets';
import { EXIT, type ExitCode, usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { addDryRun, carryOut, type DryRunnable, openJob } from '../jobDesk';
import { shown } from './add';
import { addDefinitionOptions, type DefinitionOptions, judge, readDefinition, withPairs } from './definition';
import { addFetchSecret, type FetchSecretSource, readFetchSecret } from './fetchSecret';

type SetOptions = DefinitionOptions & FetchSecretSource & DryRunnable;

export function addInletSet(family: Command, stage: Stage): void {
  addCommand<SetOptions>(family, stage, {
    name: 'set <name>',
    summary: 'Change an inlet: members of its definition, all of it, or what it fetches with',
    description: 'A member set to null is again what the preset says. Secrets stay as they are.',
    examples: [
      'muster inlet set hr --set onDeleted=disable --set expectEvery=PT24H',
      'muster inlet set hr --set expectEvery=null --dry-run',
    ],
    options: (command) => addDryRun(addFetchSecret(addDefinitionOptions(command))),
    run: (muster, [name = ''], options) => change(muster, name, options),
  });
}

async function change(muster: Muster, name: string, options: SetOptions): Promise<ExitCode> {
  const { file, set = [] } = options;
  const fetchSecret = await readFetchSecret(options, muster.world);
  if (file === undefined && set.length === 0 && fetchSecret === undefined) {
    throw usage('What is to be changed?', { advice: 'Say --set NAME=VALUE, --file FILE or --fetch-secret-file FILE.' });
  }
  const desk = await openJob(muster);
  const path = inletPath(desk.own, name);
  const { text, headers } = await desk.http.call('GET', path);
  const before =
    file === undefined
      ? definitionOfInlet(JSON.parse(text) as KeptInlet)
      : await readDefinition({ file }, muster.world);
  const after = {
    ...withPairs({ ...before, name }, set),
    ...(fetchSecret !== undefined && { fetchSecret }),
  } as JsonObject;
  judge(after, file);
  const etag = headers.get('etag');
  await carryOut(
    muster,
    desk,
    {
      method: 'PUT',
      path,
      body: after,
      shown: shown(after),
      ...(etag !== null && { headers: { 'if-match': etag } }),
      done: `${name} is saved.`,
      action: 'inletSet',
    },
    { dryRun: options.dryRun === true },
  );
  return EXIT.done;
}
