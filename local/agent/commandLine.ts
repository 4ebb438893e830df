/** The command line of `npm run agent`. */
import { parseArgs } from 'node:util';

export interface AgentCommand {
  readonly job: string | undefined;
  readonly connectionFile: string | undefined;
  readonly directoryFile: string | undefined;
  readonly name: string | undefined;
  /** Log lines as JSON, for whatever gathers them. */
  readonly json: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm run agent -- --job JOB --connection-file FILE --directory-file FILE [options]

Does the work of a job near its directory. It needs a way out to the storage account (HTTPS), a way to the directory,
and no way in. docs/agent.md tells how to install it.

  --job JOB               the job's id (or AGENT_JOB)
  --connection-file FILE  holds the connection string of the storage account (or AGENT_CONNECTION_FILE; or the string
                          itself in AzureWebJobsStorage; or the account's name in AzureWebJobsStorage__accountName,
                          for a machine with an identity of its own)
  --directory-file FILE   holds address and credentials of the directory, as JSON (or AGENT_DIRECTORY_FILE):
                          {"Server":"dc1.corp.example","UserName":"…","Password":"…"}
  --name NAME             names this agent among those of the job (or AGENT_NAME; default: the name of the machine)
  --json                  log lines as JSON
  --verbose               log more
  --help                  show this text
`;

/** @throws {Error} that names the option and what is expected of it */
export function parseCommandLine(args: readonly string[]): AgentCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      job: { type: 'string' },
      'connection-file': { type: 'string' },
      'directory-file': { type: 'string' },
      name: { type: 'string' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { job, name, json, verbose, help } = values;
  return {
    job,
    connectionFile: values['connection-file'],
    directoryFile: values['directory-file'],
    name,
    json,
    verbose,
    help,
  };
}
