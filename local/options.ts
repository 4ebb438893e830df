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
  /** Serve TLS, under a certificate made in the data folder. */
  readonly https: boolean;
  /** Files with certificates of the client that may do everything, as given. */
  readonly clientCertificates: readonly string[];
  /** Fill an empty folder with four jobs of invented people. */
  readonly demo: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

Runs Muster on this computer: storage, functions, directory, token issuer and a ready job.

  --port N     port to answer on; 0 is any free one, a taken one becomes the next free one (default 7071)
  --data DIR   folder that keeps everything between starts (default .muster; of the demo .muster-demo)
  --demo       begin with four jobs of 300 invented people, in every state that the console shows;
               takes a minute once, and only a folder that is empty or its own
  --app DIR    the package to run: what is deployed, unpacked (default: what this checkout builds)
  --https      serve TLS, with a certificate made in the data folder; its CA file is printed
  --client-certificate FILE
               let the client that may do everything prove itself with this certificate (PEM, RSA);
               may be given several times, and is remembered
  --json       print one line of JSON when ready, all else goes to stderr
  --verbose    list the functions, log every call of one, and every line as often as it comes
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
  const { port, demo, app, json, https, verbose, help, ...more } = parse(args);
  const data = more.data ?? (demo ? '.muster-demo' : '.muster');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new OptionsError(`--port must be a whole number from 0 to 65535, got '${port}'`);
  }
  if (data === '') throw new OptionsError('--data must name a folder');
  if (app === '') throw new OptionsError('--app must name a folder');
  const clientCertificates = more['client-certificate'];
  if (clientCertificates.includes('')) throw new OptionsError('--client-certificate must name a file');
  return { port: Number(port), data, app, json, https, clientCertificates, demo, verbose, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '7071' },
        data: { type: 'string' },
        demo: { type: 'boolean', default: false },
        app: { type: 'string' },
        https: { type: 'boolean', default: false },
        'client-certificate': { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
