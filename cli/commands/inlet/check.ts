/** `muster inlet check`: is this a definition, and what would it make of that event? Nobody is asked. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { InletDefinition } from '../../../shared/inlets/definition';
import { consequenceOf } from '../../../shared/inlets/events/effects';
import { readEvents } from '../../../shared/inlets/events/events';
import { hostsOf } from '../../../shared/inlets/fetching/recipe';
import { compileInletMapping } from '../../../shared/inlets/mapping/toOperation';
import type { Json, JsonObject } from '../../../shared/scim/json';
import { EXIT, type ExitCode, Failure, usage } from '../../exit';
import { counted } from '../../output/numbers';
import type { World } from '../../world';
import { addCommand, type Stage } from '../command';
import { judge, readJsonFile } from './definition';

interface CheckOptions {
  readonly event?: string;
  readonly contentType: string;
  readonly documents?: string;
}

export function addInletCheck(family: Command, stage: Stage): void {
  addCommand<CheckOptions>(family, stage, {
    name: 'check <file>',
    summary: 'Judge a definition without a service, and what it makes of an event or of what was fetched',
    description:
      'Every fault is told with its place. --documents takes {"event": …, "STEP": …} as inlet test shows it, and prints the person.',
    examples: [
      'muster inlet check inlets/gusto.json',
      'muster inlet check inlets/gusto.json --event inlets/gusto.event.json',
      'muster inlet check inlets/gusto.json --documents inlets/gusto.documents.json',
    ],
    options: (command) =>
      command
        .option('--event <file>', 'a body as the sender would post it')
        .option('--content-type <type>', 'of that body', 'application/json')
        .option('--documents <file>', 'what was fetched, by the names of the steps'),
    run: async ({ answers, world }, [file = ''], options) => {
      const { definition } = judge(await readJsonFile(file, world), file);
      const events = options.event === undefined ? undefined : await eventsIn(definition, options, world);
      const person = options.documents === undefined ? undefined : await personIn(definition, options.documents, world);
      const value = { name: definition.name, hosts: hostsOf(definition), events, person };
      await answers.single({
        kind: 'muster.inletCheck/1',
        value,
        text: () =>
          [summaryOf(definition), ...(events ?? []).map(lineOf), ...(person ? [pretty(person)] : [])].join('\n'),
      });
      return EXIT.done satisfies ExitCode;
    },
  });
}

function summaryOf(definition: InletDefinition): string {
  const { name, preset, mode, map, effects } = definition;
  const hosts = hostsOf(definition);
  const asks = hosts.length === 0 ? 'asks nobody' : `asks ${hosts.join(', ')}`;
  const size = `${counted(Object.keys(effects).length, 'type')} of event, ${counted(Object.keys(map).length, 'attribute')}`;
  return `${name} (${preset}, ${mode}): ${size}; ${asks}. No faults.`;
}

interface CheckedEvent {
  readonly type: string;
  readonly person: string | null;
  readonly consequence: string;
}

async function eventsIn(
  definition: InletDefinition,
  { event = '', contentType }: CheckOptions,
  { cwd }: World,
): Promise<readonly CheckedEvent[]> {
  const body = await readFile(resolve(cwd, event)).catch((cause: unknown) => {
    throw usage('The file cannot be read.', { place: event, cause });
  });
  const verdict = readEvents(definition, { headers: new Headers({ 'content-type': contentType }), body });
  if (!verdict.ok) throw new Failure(EXIT.failed, verdict.message, { code: verdict.code, place: event });
  return verdict.events.map(({ type, person }) => {
    const consequence = consequenceOf(definition, type);
    return { type, person, consequence: consequence.kind === 'recorded' ? consequence.as : consequence.kind };
  });
}

const lineOf = ({ type, person, consequence }: CheckedEvent) => `  ${type} of ${person ?? 'nobody'}: ${consequence}`;
const pretty = (value: Json) => JSON.stringify(value, null, 2);

async function personIn(definition: InletDefinition, file: string, world: World): Promise<JsonObject> {
  const compiled = compileInletMapping(definition);
  if (!compiled.ok) throw new Failure(EXIT.usage, 'The mapping does not compile.', { code: 'InvalidDefinition' });
  const verdict = compiled.mapping.map(await readJsonFile(file, world), world.now());
  if (verdict.ok) return verdict.person.toOperation(() => undefined);
  const [first, ...others] = verdict.failures.map(
    ({ attribute, code, message }) => `${attribute}: ${code}: ${message}`,
  );
  throw new Failure(EXIT.failed, first ?? 'Nothing was mapped.', {
    code: 'MappingFailed',
    place: file,
    details: others,
  });
}
