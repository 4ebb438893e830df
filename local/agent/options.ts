/** What an agent has to know: from its command line, its environment, and two files that only it may read. */
import { readFileSync, statSync } from 'node:fs';
import { isJsonObject } from '../../shared/scim/json';
import { readSettings, type Settings, SettingsError } from '../../shared/settings';
import type { AgentCommand } from './commandLine';

export interface AgentOptions {
  readonly jobId: string;
  readonly name: string;
  readonly settings: Settings;
  /** Address and credentials of the directory, by the names that a job's secrets have. */
  readonly directory: ReadonlyMap<string, string>;
  /** Worth telling, but no reason not to start. */
  readonly warnings: readonly string[];
}

/** Everything that is wrong with what the agent was told. */
export class AgentOptionsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The agent cannot start:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'AgentOptionsError';
    this.faults = faults;
  }
}

const LONGEST_NAME = 64;
/** Of a job that Muster made; one that was brought along may be named as it likes. */
const TENANT_IN_JOB = /^[^.]+\.([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\./i;
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/** @throws {AgentOptionsError} with every fault */
export function readAgentOptions(command: AgentCommand, environment: NodeJS.ProcessEnv, machine: string): AgentOptions {
  const faults: string[] = [];
  const warnings: string[] = [];
  const told = (option: string | undefined, variable: string) => (option ?? environment[variable])?.trim() ?? '';

  /** @returns an empty text when it cannot be read, which is a fault told already */
  function readPrivate(option: string, path: string): string {
    try {
      if (isOpenToOthers(path))
        warnings.push(`${option}: others on this machine may read ${path}; take that right away.`);
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      faults.push(`${option} must name a file that can be read: ${error instanceof Error ? error.message : error}.`);
      return '';
    }
  }

  const jobId = told(command.job, 'AGENT_JOB');
  if (jobId === '') faults.push('--job or AGENT_JOB is missing: the id of the job whose work this agent does.');
  const name = told(command.name, 'AGENT_NAME') || machine;
  if (name.length > LONGEST_NAME) {
    faults.push(`--name or AGENT_NAME must have at most ${LONGEST_NAME} characters, got ${name.length}.`);
  }

  const directoryFile = told(command.directoryFile, 'AGENT_DIRECTORY_FILE');
  let directory: AgentOptions['directory'] = new Map();
  if (directoryFile === '') {
    faults.push('--directory-file or AGENT_DIRECTORY_FILE is missing: address and credentials of the directory.');
  } else {
    const text = readPrivate('--directory-file', directoryFile);
    if (text !== '') directory = parseDirectory(text, (fault) => void faults.push(`--directory-file: ${fault}`));
  }

  const connectionFile = told(command.connectionFile, 'AGENT_CONNECTION_FILE');
  const connection = connectionFile === '' ? '' : readPrivate('--connection-file', connectionFile);
  const storage = connection === '' ? {} : { AzureWebJobsStorage: connection };
  let settings: Settings | undefined;
  try {
    settings = readSettings({ TENANT_ID: tenantOf(jobId), ...environment, ...storage }, 'agent');
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    faults.push(...error.faults);
  }
  if (settings === undefined || faults.length > 0) throw new AgentOptionsError(faults);
  return { jobId, name, settings, directory, warnings };
}

/** The settings ask for it, and the embedded directory goes by it. */
function tenantOf(jobId: string): string {
  return TENANT_IN_JOB.exec(jobId)?.slice(1).join('-') ?? NO_TENANT;
}

/** On Windows the file's own list of rights decides, which its mode does not show. */
function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}

/** Never shows what the text says: it holds a password. */
function parseDirectory(text: string, fault: (message: string) => void): ReadonlyMap<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    fault('the file must hold JSON such as {"Server":"dc1.corp.example","UserName":"…","Password":"…"}.');
    return new Map();
  }
  if (!isJsonObject(value)) {
    fault('the file must hold a JSON object such as {"Server":"dc1.corp.example"}.');
    return new Map();
  }
  for (const [key, one] of Object.entries(value)) if (typeof one !== 'string') fault(`${key} must be a text.`);
  return new Map(Object.entries(value).map(([key, one]) => [key, String(one)]));
}
