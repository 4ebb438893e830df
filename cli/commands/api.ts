/** `muster api`: any call, authorized; for what has no command of its own. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { readFault, ServiceFailure } from '../client/graphFault';
import { type Http, METHODS, type Method } from '../client/http';
import { EXIT, type ExitCode, usage } from '../exit';
import type { World } from '../world';
import { addCommand, type GlobalOptions, type Muster, type Stage } from './command';

interface ApiOptions {
  readonly data?: string;
  readonly header: readonly string[];
  readonly paginate?: boolean;
  readonly dryRun?: boolean;
}

export function addApi(program: Command, stage: Stage): void {
  addCommand<ApiOptions>(program, stage, {
    name: 'api <method> <path>',
    summary: 'Call any endpoint',
    description: [
      'The answer is printed as it came. {sp} and {job} in the path stand for the job that is meant.',
      'The methods are commands too: muster GET PATH.',
    ].join('\n'),
    examples: [
      "muster api GET '/v1.0/servicePrincipals/{sp}/synchronization/jobs/{job}'",
      "muster api GET '/muster/jobs/{job}/audit?$top=5' --paginate",
    ],
    options: addOptions,
    run: (muster, [method = '', path = ''], options) => callApi(muster, method, path, options),
  });
}

/** `muster GET PATH`. */
export const adderOf = (method: Method) => (program: Command, stage: Stage) => {
  addCommand<ApiOptions>(program, stage, {
    name: `${method} <path>`,
    hidden: true, // five lines that say one thing
    summary: `muster api ${method}`,
    examples: [exampleOf(method)],
    options: addOptions,
    run: (muster, [path = ''], options) => callApi(muster, method, path, options),
  });
};

function exampleOf(method: Method): string {
  return method === 'GET'
    ? "muster GET '/muster/jobs/{job}/escrows'"
    : `muster ${method} '/muster/jobs/{job}/escrows/retry' -d '{}' --dry-run`;
}

function addOptions(command: Command): void {
  command
    .option('-d, --data <data>', 'the body: text, @FILE, or @- for stdin')
    .option('-H, --header <header>', "one more header: 'Name: value'", (line, all: string[]) => [...all, line], [])
    .option('--paginate', 'follow @odata.nextLink to the end')
    .option('--dry-run', 'show what would be sent, and send nothing');
}

async function callApi(
  { service, answers, world, messages }: Muster,
  methodText: string,
  path: string,
  { data, header, paginate, dryRun, output }: ApiOptions & GlobalOptions,
): Promise<ExitCode> {
  const method = METHODS.find((one) => one === methodText.toUpperCase());
  if (method === undefined) throw usage(`${methodText} is no method.`, { advice: `Expected: ${METHODS.join(', ')}.` });
  const opened = await service();
  const url = path.includes('{') ? await filled(path, opened.job) : path;
  const body = data === undefined ? undefined : await readData(data, world);
  const headers = Object.fromEntries(header.map(readHeader));
  if (dryRun) {
    await answers.raw(`${method} ${url}${body === undefined ? '' : `, ${body.length} bytes`}\n`);
    return EXIT.done;
  }
  if (paginate) {
    await answers.raw(
      `${JSON.stringify({ value: await everyPage(opened.http, url) }, undefined, output === 'table' ? 2 : 0)}\n`,
    );
    return EXIT.done;
  }
  const { status, text, headers: answered } = await opened.http.ask(method, url, { ...(body && { body }), headers });
  if (text !== '') await answers.raw(text.endsWith('\n') ? text : `${text}\n`);
  const warnings = answered.get('muster-warnings');
  if (warnings !== null) messages.warn(warnings);
  if (status >= 200 && status < 300) return EXIT.done;
  throw new ServiceFailure(
    method,
    `${opened.http.baseUrl}/${url.replace(/^\/+/, '')}`,
    readFault(status, text, answered.get('request-id')),
    opened.tokens.roles(),
  );
}

async function filled(
  path: string,
  job: () => Promise<{ servicePrincipalId: string; jobId: string }>,
): Promise<string> {
  const { servicePrincipalId, jobId } = await job();
  return path.replaceAll('{sp}', encodeURIComponent(servicePrincipalId)).replaceAll('{job}', encodeURIComponent(jobId));
}

async function everyPage(http: Http, url: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const one of http.list<unknown>(url)) all.push(one);
  return all;
}

async function readData(data: string, { stdin, cwd }: World): Promise<Uint8Array> {
  if (data === '@-') return buffer(stdin);
  return data.startsWith('@') ? readFile(resolve(cwd, data.slice(1))) : Buffer.from(data);
}

function readHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).trim();
  if (name === '') throw usage(`"${line}" is no header.`, { place: '-H', advice: "Expected: 'Name: value'." });
  if (name.toLowerCase() === 'authorization')
    throw usage('The token is not given as a header.', { place: '-H', advice: 'Set MUSTER_TOKEN.' });
  return [name.toLowerCase(), line.slice(colon + 1).trim()];
}
