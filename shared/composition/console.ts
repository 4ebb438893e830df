/** The console's page and files, read once a process, and what it is told before anybody signs in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { version } from '../../package.json';
import type { ConsoleFiles } from '../api/console/assets';
import { consoleHeaders } from '../api/console/headers';
import { type ConsolePorts, redirect, serveConsole } from '../api/console/serveConsole';
import { consoleSignIn, readSettings, type Settings, SettingsError } from '../settings';

/** Beside `functions/`, where the package has it. */
const FOLDER = join(__dirname, '..', 'console');
/** Where the issuer sends whoever has signed in. */
const REDIRECT_PATH = '/console/signin';

export const openConsole = (request: HttpRequest): Promise<HttpResponseInit> => serveConsole(request, ports());

export const goToConsole = async (): Promise<HttpResponseInit> => redirect('/console/', consoleHeaders(ports()));

let told: ConsolePorts | undefined;

/** Settings do not change while a process lives. */
function ports(): ConsolePorts {
  told ??= readPorts();
  return told;
}

function readPorts(): ConsolePorts {
  const { settings, fault } = given();
  const { signIn, notConfigured } = consoleSignIn();
  return {
    issuerOrigin: signIn === null ? undefined : new URL(signIn.authority).origin,
    deployed: settings?.deployed ?? true,
    config: {
      version,
      signIn: signIn === null || fault !== undefined ? null : { ...signIn, redirectPath: REDIRECT_PATH },
      notConfigured: fault ?? notConfigured,
      limits: settings === undefined ? null : limits(settings),
    },
    files,
  };
}

/** Settings as far as they can be read: who opens the console is told what is missing. */
function given(): { readonly settings?: Settings; readonly fault?: string } {
  try {
    return { settings: readSettings() };
  } catch (error) {
    if (error instanceof SettingsError) return { fault: error.faults.join(' ') };
    throw error;
  }
}

function limits(settings: Settings): object {
  return {
    operationsPerRequest: settings.maxOperationsPerRequest,
    requestBytes: settings.maxRequestBytes,
    planOperations: settings.maxPlanOperations,
    planBytes: settings.maxPlanBytes,
  };
}

let opened: Promise<ConsoleFiles> | undefined;

/** All files together are less than two megabytes; what was asked for once stays in memory. */
function files(): Promise<ConsoleFiles> {
  opened ??= open().catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<ConsoleFiles> {
  const assets = JSON.parse(await readFile(join(FOLDER, 'assets.json'), 'utf8')) as ConsoleFiles['assets'];
  const kept = new Map<string, Promise<Uint8Array>>();
  const read = (name: string) => {
    const bytes = kept.get(name) ?? readFile(join(FOLDER, name));
    kept.set(name, bytes);
    return bytes;
  };
  return { assets, read };
}
