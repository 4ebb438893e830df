/** `muster` in this process against a service that answers as it is told: what is asked for, and what is printed. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runMuster } from '../../cli/program/main';

export interface AskedCall {
  /** `POST /muster/jobs/…?$top=1`. */
  readonly request: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A status, or what is answered with 200. */
export type ScriptedAnswer = number | object | Response;

export interface CommandOutcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly AskedCall[];
}

export const SCRIPTED_JOB = 'API2AAD.a.b';
const BASE = 'https://muster.example.com';

export interface ScriptedPlace {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed at the terminal; nobody sits there when absent. */
  readonly typed?: string;
  /** Ctrl-C. */
  readonly interrupted?: AbortSignal;
  /** Why nothing can be written to stdout: `EPIPE`. */
  readonly stdoutFails?: string;
}

/**
 * @param answers by method and path, the job's own shortened to `J` and `M`, the principal's to `S`; 404 for any other
 */
export async function runScripted(
  args: readonly string[],
  answers: Readonly<Record<string, ScriptedAnswer | ((call: AskedCall) => ScriptedAnswer)>>,
  { cwd = '/nowhere', env = {}, typed, interrupted = new AbortController().signal, stdoutFails }: ScriptedPlace = {},
): Promise<CommandOutcome> {
  const calls: AskedCall[] = [];
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (stdoutFails !== undefined) stdout.write = failing(stdoutFails);
  if (typed !== undefined) stdin.end(`${typed}\n`);
  const isTerminal = typed !== undefined;
  let now = Date.parse('2026-11-29T12:00:00Z');
  const printed = Promise.all([text(stdout), text(stderr)]); // read meanwhile: a stream that nobody reads is full soon
  const exit = await runMuster([...args], {
    env: { MUSTER_URL: BASE, MUSTER_TOKEN: 'a.e30.c', MUSTER_JOB: SCRIPTED_JOB, MUSTER_SP: 'sp-1', ...env },
    cwd,
    home: '/nowhere',
    platform: 'linux',
    stdin: Object.assign(stdin, { isTTY: isTerminal }),
    stdout,
    stderr: Object.assign(stderr, { isTTY: isTerminal }),
    fetch: (async (input: URL | string, init: RequestInit = {}) => {
      const request = `${init.method ?? 'GET'} ${shortened(decodeURIComponent(String(input).slice(BASE.length)))}`;
      const body = typeof init.body === 'string' ? parsed(init.body) : init.body;
      const call = { request, headers: new Headers(init.headers), body };
      calls.push(call);
      const scripted = answers[request] ?? answers[request.split('?')[0] ?? ''] ?? 404;
      const answer = typeof scripted === 'function' ? scripted(call) : scripted;
      if (answer instanceof Response) return answer;
      if (typeof answer === 'number') return new Response(answer === 204 ? null : '{}', { status: answer });
      return Response.json(answer);
    }) as typeof fetch,
    now: () => now,
    wait: async (ms) => {
      now += ms;
      await new Promise(setImmediate); // so that what reads a file meanwhile gets on
    },
    chance: () => 0.5,
    uuid: () => '9f0c7b4e-0d3e-4a53-9d2e-1f7a64a3b001',
    interrupted,
    azureToken: () => Promise.reject(new Error('not asked')),
  });
  stdout.end();
  stderr.end();
  const [out, errors] = await printed;
  return { exit, stdout: out, stderr: errors, calls };
}

/** Writes nothing, and says so to whoever waits for it. */
function failing(code: string): PassThrough['write'] {
  return (...[, told]: unknown[]) => {
    (told as (error: Error) => void)(Object.assign(new Error(`${code}: cannot be written`), { code }));
    return true;
  };
}

function shortened(path: string): string {
  return path
    .replace(`/v1.0/servicePrincipals/sp-1/synchronization/jobs/${SCRIPTED_JOB}`, 'J')
    .replace('/v1.0/servicePrincipals/sp-1/synchronization', 'S')
    .replace(`/muster/jobs/${SCRIPTED_JOB}`, 'M');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
