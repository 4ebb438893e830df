/** A configuration from disk: parsed, its schemas read, its values resolved. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { isPlain } from '../client/secrets';
import { HOOK_KINDS } from '../client/webhooks/hooks';
import { reasonOf, usage } from '../exit';
import type { World } from '../world';
import { type JobConfig, type PrincipalConfig, parseConfig } from './configFile';
import type { WantedJob, WantedPrincipal } from './planConfig';
import { readHooks } from './readHooks';
import { judgeSchema, readSchemaFile } from './schemaFile';

export interface ReadConfig {
  readonly principals: readonly WantedPrincipal[];
  /** Mapping tests that must pass. */
  readonly tests: readonly { readonly job: WantedJob; readonly folder: string }[];
}

type Ports = Pick<World, 'cwd' | 'env' | 'stdin'>;

/** @param name `-` for stdin @param withSecrets whether what is secret is read, too @throws {Failure} 2 */
export async function readConfig(name: string, withSecrets: boolean, ports: Ports): Promise<ReadConfig> {
  const path = resolve(ports.cwd, name);
  const shown = name === '-' ? 'stdin' : name;
  const folder = name === '-' ? ports.cwd : dirname(path);
  const config = parseConfig(
    parse(name === '-' ? await text(ports.stdin) : await readFile(path, 'utf8'), shown),
    shown,
  );
  const tests: { job: WantedJob; folder: string }[] = [];
  const readJob = async (job: JobConfig, at: string): Promise<WantedJob> => {
    const wanted = await wantedJob(job, at, folder, withSecrets, ports);
    if (job.cases !== undefined) tests.push({ job: wanted, folder: resolve(folder, job.cases) });
    return wanted;
  };
  const readPrincipal = async ({ jobs, ...principal }: PrincipalConfig, at: string): Promise<WantedPrincipal> => ({
    ...principal,
    jobs: await Promise.all(jobs.map((job, index) => readJob(job, `${at}.jobs[${index}]`))),
  });
  const principals = await Promise.all(
    config.principals.map((principal, index) => readPrincipal(principal, `principals[${index}]`)),
  );
  return { principals, tests };
}

function parse(document: string, shown: string): unknown {
  try {
    return JSON.parse(document);
  } catch (error) {
    throw usage(`${shown}: ${reasonOf(error)}`, { code: 'NoJson', cause: error });
  }
}

async function wantedJob(
  { schema, secrets, inlets, outlets, ...job }: JobConfig,
  at: string,
  folder: string,
  withSecrets: boolean,
  ports: Ports,
): Promise<WantedJob> {
  const read =
    typeof schema === 'string'
      ? await readSchemaFile(resolve(folder, schema), schema)
      : schema && judgeSchema(schema, `${at}.schema`);
  const valueAt = (value: string, place: string) => resolved(value, place, folder, ports);
  const values: [string, string][] = [];
  for (const [key, value] of Object.entries(secrets ?? {})) {
    if (withSecrets || isPlain(key, value)) values.push([key, await valueAt(value, `${at}.secrets.${key}`)]);
  }
  const lists = { ...(inlets !== undefined && { inlets }), ...(outlets !== undefined && { outlets }) };
  return {
    ...job,
    hooks: await readHooks(lists, at, withSecrets, valueAt),
    hookKinds: HOOK_KINDS.filter((kind) => kind in lists),
    ...(read && { schema: read.schema }),
    ...(values.length > 0 && { secrets: Object.fromEntries(values) }),
  };
}

/** `${env:NAME}` and `${file:PATH}` stand for the whole value, and are never printed. */
async function resolved(value: string, at: string, folder: string, { env }: Ports): Promise<string> {
  const [, kind, name = ''] = /^\$\{(env|file):(.+)\}$/.exec(value) ?? [];
  if (kind === undefined) return value;
  const found = kind === 'env' ? env[name] : (await readFile(resolve(folder, name), 'utf8')).replace(/\r?\n$/, '');
  if (found !== undefined && found !== '') return found;
  throw usage(`${kind === 'env' ? `The variable ${name}` : name} holds no value.`, { code: 'NoValue', place: at });
}
