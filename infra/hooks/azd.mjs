/** The Azure Developer CLI, which runs these scripts: tokens of the person who is signed in, and the values of its environment. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Tokens live for an hour, a run for minutes. */
const tokens = new Map();

/** @param resource address that the token is for */
export async function token(resource) {
  if (!tokens.has(resource)) tokens.set(resource, ask(resource));
  return tokens.get(resource);
}

async function ask(resource) {
  const { stdout } = await azd('auth', 'token', '--scope', `${resource}/.default`, '--output', 'json');
  return JSON.parse(stdout).token;
}

/** Keeps a value for the next command, and for the template's parameters. */
export async function remember(name, value) {
  if ((process.env[name] ?? '') === value) return;
  await azd('env', 'set', name, value, '-e', process.env.AZURE_ENV_NAME);
  process.env[name] = value;
}

/** What azd hands to its hooks by itself, for a run by hand. */
export async function loadEnvironment() {
  if (process.env.AZURE_ENV_NAME) return;
  const { stdout } = await azd('env', 'get-values', '--output', 'json');
  Object.assign(process.env, JSON.parse(stdout));
}

/** On Windows azd may be a command file, which only a shell starts; none of the arguments is anybody's input. */
function azd(...args) {
  if (process.platform !== 'win32') return run('azd', args);
  return run(
    'azd',
    args.map((argument) => (argument === '' ? '""' : argument)),
    { shell: true },
  );
}
