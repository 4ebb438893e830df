/** `muster outlet add`, `set` and `rotate`: what an outlet is. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { definitionOf, type Outlet, outletPath, readOutlet } from '../../client/webhooks/outlets';
import { EXIT, type ExitCode, usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { addDryRun, type DryRunnable, openJob } from '../jobDesk';
import { addSecretSource, readSecret, type SecretSource } from '../secrets';
import { addOutletShow, outletText } from './views';

interface Defining extends DryRunnable, SecretSource {
  readonly to?: string;
  readonly types?: string;
  readonly include?: string;
  readonly where?: string;
  readonly header?: string;
  readonly pull?: boolean;
  readonly file?: string;
}

const addDefining = (command: Command) =>
  addDryRun(
    addSecretSource(
      command
        .option('--to <url>', 'where its events are sent')
        .option('--file <file>', 'its definition as JSON, such as a writeback (docs/writeback.md)')
        .option('--pull', 'its events are fetched, and it is gone when nobody asks for 15 minutes')
        .option(
          '--types <a,b>',
          'what it is told of: muster.person.created, muster.person.*, …; everything when left out',
        )
        .option('--include <how much>', 'ids, names or changes')
        .option('--where <file>', 'a scoping filter as JSON: whom it is told of')
        .option(
          '--header <name>',
          'the secret is sent in this header, such as Authorization; without it, the secret signs',
        ),
    ),
  );

export function addOutletChanges(family: Command, stage: Stage): void {
  addCommand<Defining>(family, stage, {
    name: 'add <name>',
    summary: 'Tell somebody of what is done for people',
    description:
      'The secret that messages are signed with is made by Muster and shown this once, or is one that you bring.',
    examples: [
      "muster outlet add teams --to https://hooks.example.com/muster --types 'muster.person.*'",
      'muster outlet add back --file writeback/back.json',
    ],
    options: addDefining,
    run: async (muster, [name = ''], options) => {
      const isDefined = options.file !== undefined;
      if (!isDefined && (options.to === undefined) !== (options.pull === true)) {
        throw usage('Where are its events to go?', { advice: 'Say --to URL, --pull, or --file FILE.' });
      }
      const { own } = await openJob(muster);
      const body = { name, ...(await defined(muster, options)) };
      return save(muster, 'POST', `${own}/outlets`, body, options);
    },
  });
  addOutletShow(family, stage);
  addCommand<Defining>(family, stage, {
    name: 'set <name>',
    summary: 'Change an outlet; what is not named stays as it is',
    examples: ['muster outlet set teams --include names', "muster outlet set teams --types 'muster.job.*' --dry-run"],
    options: addDefining,
    run: async (muster, [name = ''], options) => {
      const { http, own } = await openJob(muster);
      const before = await readOutlet(http, own, name);
      const body = { ...definitionOf(before), ...(await defined(muster, options)) };
      return save(muster, 'PUT', outletPath(own, name), body, options);
    },
  });
  addCommand<SecretSource & { readonly overlap?: string }>(family, stage, {
    name: 'rotate <name>',
    summary: 'Sign with another secret; for a day also with the one before',
    examples: ['muster outlet rotate teams', 'muster outlet rotate teams --overlap P7D'],
    options: (command) =>
      addSecretSource(command).option('--overlap <duration>', 'how long both are in force: PT0S, PT24H, P7D, …'),
    run: async (muster, [name = ''], { overlap, ...source }) => {
      const secret = await readSecret(source, muster.world);
      const { http, own } = await openJob(muster);
      const body = { ...(secret !== undefined && { secret }), ...(overlap !== undefined && { overlap }) };
      const value = await http.json<Outlet>('POST', `${outletPath(own, name)}/rotate`, { body });
      await tellSaved(muster, value);
      return EXIT.done;
    },
  });
}

/** What the options say of a definition. */
async function defined(muster: Muster, options: Defining): Promise<Readonly<Record<string, unknown>>> {
  const { to, pull, types, include, where, header, file, ...source } = options;
  const secret = await readSecret(source, muster.world);
  if (header !== undefined && secret === undefined) {
    throw usage(`What is to stand in ${header}?`, {
      place: '--header',
      advice: 'Say --secret-file, --secret-stdin or --secret-env.',
    });
  }
  const given = file === undefined ? {} : await readDefinition(file, muster);
  if (secret !== undefined && given.way === 'scim') return withToken(given, secret);
  return {
    ...given,
    ...(to !== undefined && { url: to }),
    ...(pull && { url: null }),
    ...(types !== undefined && { types: types.split(',').map((type) => type.trim()) }),
    ...(include !== undefined && { include }),
    ...(where !== undefined && { where: await readJson(where, muster) }),
    ...(header !== undefined && { headers: { [header]: secret } }),
    ...(header === undefined && secret !== undefined && { secret }),
  };
}

async function readDefinition(file: string, muster: Muster): Promise<Readonly<Record<string, unknown>>> {
  const given = await readJson(file, muster);
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return { ...given };
  throw usage('The file holds no definition.', { place: file });
}

/** The token that a SCIM service of an HR system takes. */
function withToken(given: Readonly<Record<string, unknown>>, token: string): Readonly<Record<string, unknown>> {
  const scim = given.scim as Readonly<Record<string, object>> | undefined;
  return { ...given, scim: { ...scim, auth: { ...scim?.auth, SecretToken: token } } };
}

async function readJson(file: string, { world }: Muster): Promise<unknown> {
  const text = await readFile(resolve(world.cwd, file), 'utf8').catch((error: unknown) => {
    throw usage('The file cannot be read.', { place: file, cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(`The file is no JSON: ${(error as Error).message}.`, { place: file });
  }
}

async function save(
  muster: Muster,
  method: 'POST' | 'PUT',
  path: string,
  body: Readonly<Record<string, unknown>>,
  { dryRun }: DryRunnable,
): Promise<ExitCode> {
  if (dryRun) {
    const { headers, secret, scim, ...shown } = body;
    const masked = {
      ...shown,
      ...(headers !== undefined && { headers: '*' }),
      ...(secret !== undefined && { secret: '*' }),
      ...(scim !== undefined && { scim: { ...(scim as object), auth: '*' } }),
    };
    const text = `${method} ${path}\n${JSON.stringify(masked, null, 2)}`;
    await muster.answers.single({ kind: 'muster.dryRun/1', value: { method, path, body: masked }, text: () => text });
    return EXIT.done;
  }
  const { http } = await openJob(muster);
  await tellSaved(muster, await http.json<Outlet>(method, path, { body }));
  return EXIT.done;
}

async function tellSaved({ answers, messages }: Muster, value: Outlet): Promise<void> {
  await answers.single({
    kind: 'muster.outlet/1',
    value,
    text: (outlet) =>
      outlet.secret === undefined
        ? outletText(outlet)
        : `${outletText(outlet)}\nsecret:   ${outlet.secret} (shown this once)`,
    name: ({ name }) => name,
  });
  const place = value.url ?? value.scim?.baseAddress ?? null;
  if (value.health.state !== 'unverified' || place === null) return;
  messages.warn(`${place} has not taken anything yet. When it is there: muster outlet test ${value.name}`);
}
