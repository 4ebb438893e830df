/** `muster login` and `logout`: a person signs in with a browser, and is signed in on this computer until the issuer ends it. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { signIn } from '../client/signIn/browser';
import { signInByCode } from '../client/signIn/deviceCode';
import { keepSession, readSession } from '../client/signIn/sessions';
import { claimsOf } from '../client/tokens';
import { EXIT, type ExitCode, usage } from '../exit';
import { addCommand, type GlobalOptions, type Muster, type Stage } from './command';

interface LoginOptions {
  readonly clientId?: string;
  readonly browser: boolean;
  readonly deviceCode?: boolean;
}

const PATIENCE_MS = 5 * 60_000;
/** Entra's codes are good for as long. */
const CODE_MS = 15 * 60_000;

export function addLogin(program: Command, stage: Stage): void {
  addCommand<LoginOptions>(program, stage, {
    name: 'login',
    summary: 'Sign in with a browser',
    description:
      'For people with a role of their own; programs use MUSTER_CLIENT_ID. The address to open is printed, and opened where there is a browser. The sign-in is kept on this computer, in a file that only you can read, until muster logout.',
    examples: ['muster login --help', 'muster logout && muster whoami'],
    options: (command) =>
      command
        .option('--client-id <id>', 'the application you sign in to; that of the profile, or of a running npm start')
        .option('--no-browser', 'only print the address')
        .option('--device-code', 'with a browser on another device, where this one has none'),
    run: login,
  });
}

export function addLogout(program: Command, stage: Stage): void {
  addCommand(program, stage, {
    name: 'logout',
    summary: 'Forget the sign-in of this computer',
    examples: ['muster logout'],
    run: async ({ service, messages, world }) => {
      const { baseUrl } = (await service()).http;
      const known = await readSession(baseUrl, world);
      if (known !== undefined) await keepSession(baseUrl, undefined, world);
      messages.note(known === undefined ? `Nobody was signed in at ${baseUrl}.` : `Signed out of ${baseUrl}.`);
    },
  });
}

async function login(
  { service, messages, world, answers }: Muster,
  _: readonly string[],
  { clientId, browser, deviceCode, timeout }: LoginOptions & GlobalOptions,
): Promise<ExitCode> {
  const opened = await service();
  const { authority, audience, scope } = await opened.discovery({ anonymous: true });
  const client = clientId ?? opened.publicClientId;
  if (authority === undefined || audience === undefined) {
    throw usage('The service does not say where people sign in.', { place: opened.http.baseUrl });
  }
  if (client === undefined) {
    throw usage('Which application do you sign in to?', {
      place: '--client-id',
      advice: 'Say --client-id, or keep it: muster profile set NAME clientId=…',
    });
  }
  const issuer = `${authority.replace(/\/(?:v2\.0)?\/*$/, '')}/oauth2/v2.0`;
  const question = {
    tokenEndpoint: `${issuer}/token`,
    clientId: client,
    scope: `${scope ?? `${audience}/.default`} openid profile offline_access`,
    timeoutMs: timeout ?? PATIENCE_MS,
  };
  const session = deviceCode
    ? await signInByCode(
        { ...question, deviceEndpoint: `${issuer}/devicecode`, timeoutMs: timeout ?? CODE_MS },
        ({ verificationUri, userCode }) =>
          messages.note(`On any device, open\n\n  ${verificationUri}\n\nand enter the code ${userCode}\n`),
        world,
      )
    : await signIn(
        { ...question, authorizeEndpoint: `${issuer}/authorize` },
        (url) => {
          messages.note(`Sign in at\n\n  ${url}\n`);
          if (browser && world.stderr.isTTY) openBrowser(url, world.platform);
        },
        world,
      );
  await keepSession(opened.http.baseUrl, session, world);
  const { name, upn, preferred_username: preferred, roles } = claimsOf(session.accessToken);
  const value = { name: name ?? upn ?? preferred ?? null, roles: Array.isArray(roles) ? roles : [] };
  await answers.single({
    kind: 'muster.login/1',
    value,
    text: (who) =>
      `Signed in as ${who.name ?? 'somebody without a name'}, ${who.roles.join(', ') || 'without a role'}.`,
  });
  return EXIT.done;
}

const OPENERS: Partial<Readonly<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer.exe' };

/** As well as it goes: the address is printed in any case. */
function openBrowser(url: string, platform: NodeJS.Platform): void {
  const child = spawn(OPENERS[platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
