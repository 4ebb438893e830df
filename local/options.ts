/** The command line of `npm start`. */
import { parseArgs } from 'node:util';

export interface StartOptions {
  /** 0: any free port. */
  readonly port: number;
  /** The data folder, as given. */
  readonly data: string;
  /** The package to run, as given; `undefined`: the one that was built. */
  readonly app: string | undefined;
  /** Print one line of JSON for programs, instead of text for people. */
  readonly json: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

Runs Muster on this computer: storage, functions, directory, token issuer and a ready job.

  --port N     port to answer on; 0 is any free one, a taken one becomes the next free one (default 7071)
  --data DIR   folder that keeps everything between starts (default .muster)
  --app DIR    the package to run: what is deployed, unpacked (default: what this checkout builds)
  --json       print one line of JSON when ready, all else goes to stderr
  --verbose    list the functions, and log every call of one
  --help       show this text
`;

export class OptionsError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OptionsError';
  }
}

/** @throws {OptionsError} that names the option and what is expected of it */
export function parseOptions(args: readonly string[]): StartOptions {
  const { port, data, app, json, verbose, help } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new OptionsError(`--port must be a whole number from 0 to 65535, got '${port}'`);
  }
  if (data === '') throw new OptionsError('--data must name a folder');
  if (app === '') throw new OptionsError('--app must name a folder');
  return { port: Number(port), data, app, json, verbose, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '7071' },
        data: { type: 'string', default: '.muster' },
        app: { type: 'string' },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
