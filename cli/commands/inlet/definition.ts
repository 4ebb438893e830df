/** A definition put together from a file and options, and judged before anything is sent (shared/inlets is the server's own code). */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type ParsedInlet, parseInlet } from '../../../shared/inlets/parse/parseInlet';
import { isJsonObject, type JsonObject } from '../../../shared/scim/json';
import { EXIT, Failure, usage } from '../../exit';
import type { World } from '../../world';

export interface DefinitionOptions {
  readonly file?: string;
  readonly preset?: string;
  readonly set?: readonly string[];
}

export const addDefinitionOptions = (command: Command) =>
  command
    .option('-f, --file <file>', 'a definition as JSON')
    .option(
      '--set <name=value>',
      'a setting of the preset, such as company=acme; or a member by its path, such as fetch.baseUrl=https://…',
      (pair, all: string[] = []) => [...all, pair],
    );

/** @throws {Failure} 2 for a file that is no JSON object, or a pair that is none */
export async function readDefinition({ file, preset, set = [] }: DefinitionOptions, world: World): Promise<JsonObject> {
  const given = file === undefined ? {} : await readJsonFile(file, world);
  return withPairs(preset === undefined ? given : { ...given, preset }, set);
}

/** @param pairs `company=acme`, `fetch.perMinute=30` @throws {Failure} 2 for one that is none */
export const withPairs = (definition: JsonObject, pairs: readonly string[]): JsonObject =>
  pairs.reduce<JsonObject>(withPair, definition);

export async function readJsonFile(file: string, { cwd }: World): Promise<JsonObject> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usage('The file cannot be read.', { place: file, cause: error });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch (error) {
    throw usage(`The file is no JSON: ${(error as Error).message}`, { place: file, cause: error });
  }
  throw usage('The file must hold a JSON object.', { place: file });
}

/** Members of a definition; any other name is a setting of the preset. */
const MEMBERS = [
  'description mode enabled verify origins expect event effects onDeleted fetch map refetchOn timeZone perMinute',
  'expectEvery answers settings',
].flatMap((names) => names.split(' '));

function withPair(definition: JsonObject, pair: string): JsonObject {
  const [, path = '', text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (path === '') throw usage(`"${pair}" is no setting.`, { advice: 'Expected NAME=VALUE, such as company=acme.' });
  const steps = path.split('.');
  const isMember = MEMBERS.includes(steps[0] ?? '');
  return withMember(definition, isMember ? steps : ['settings', path], isMember ? readValue(text) : text);
}

function withMember(into: JsonObject, [step = '', ...below]: readonly string[], value: unknown): JsonObject {
  const known = into[step];
  const inner = below.length === 0 ? value : withMember(isJsonObject(known) ? known : {}, below, value);
  return { ...into, [step]: inner } as JsonObject;
}

/** JSON where it is some, as `true`, `100` and `null` are; a text otherwise. */
function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Whether a stand-in on this computer may be asked is the service's to say.
 *
 * @throws {Failure} 2 with every fault and its place
 */
export function judge(definition: JsonObject, place?: string): ParsedInlet {
  const verdict = parseInlet(definition, { allowsLoopback: true });
  if (verdict.ok) return verdict.inlet;
  const [first, ...others] = verdict.faults.map(({ message }) => message);
  throw new Failure(EXIT.usage, first ?? 'The definition cannot be used.', {
    code: 'InvalidDefinition',
    details: others,
    ...(place !== undefined && { place }),
    advice: 'See docs/inlets.md, or look at a whole one: muster inlet presets NAME -o json',
  });
}
