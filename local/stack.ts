/** Everything `npm start` runs, brought up in order and down in reverse: storage, one HTTP port, issuer, job, functions. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger, RandomSource } from '../shared/ports';
import { createStorage } from '../shared/store/azure/connection';
import { type Applications, openApplications } from './applications';
import { lockFolder } from './azurite/folderLock';
import { type LocalClients, localClients } from './clients';
import { openDataFolder, watchDataFolder } from './dataFolder';
import { refuseWhenDeployed } from './deployment';
import { type Emulator, startEmulator } from './emulator';
import { type FunctionDescription, startHost } from './host/host';
import { readHostJson } from './host/hostJson';
import { type HttpFront, openFront, PATIENCE } from './host/http/front';
import { type LocalIdentity, openIdentity } from './identity';
import { openClientCertificates } from './issuer/certificates';
import { keysUrl } from './issuer/endpoints';
import { createIssuer, type Issuer } from './issuer/issuer';
import { localPeople } from './issuer/signIn/people';
import { consoleClient, nativeClient } from './issuer/signIn/publicClients';
import { makeSignInCode } from './issuer/signIn/signInCode';
import { openSigningKey } from './issuer/signingKey';
import { addMissing, LOCAL_DOMAIN, localSettings } from './localSettings';
import { makeReady } from './readyJob';
import { openSecretsKey } from './secretsKey';
import { openTimersFile } from './timersFile';
import { openServerCertificate } from './tls/serverCertificate';

export interface StackOptions {
  /** The package to run: what is deployed runs here too. */
  readonly appFolder: string;
  readonly dataFolder: string;
  /** 0: any free one. A port that is taken becomes the next free one. */
  readonly port: number;
  /** Serve TLS, under a certificate in the data folder. */
  readonly https: boolean;
  /** PEM texts of certificates for the client that may do everything. */
  readonly clientCertificates: readonly string[];
  /** The process's own: the functions read their settings from it, so what is missing is added. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

export interface Stack {
  readonly baseUrl: string;
  /** Where clients find whom to trust; absent over plain HTTP. */
  readonly authorityFile?: string;
  readonly identity: LocalIdentity;
  readonly clients: LocalClients;
  readonly issuer: Issuer;
  /** Eight digits that show at the sign-in page who sees this terminal. */
  readonly signInCode: string;
  readonly functions: readonly FunctionDescription[];
  /** Resolves when the storage emulator has ended of its own accord; nothing works from then on. */
  readonly storageLost: Promise<void>;
  /** Answers no more, lets running functions finish for up to `graceMs`, then stops the storage. */
  stop(graceMs: number): Promise<void>;
}

/** How far from the wanted port a free one is looked for. */
const PORTS_TRIED = 100;

/** @throws when the data folder is in use or a part cannot be started; the parts before it are stopped */
export async function startStack(options: StackOptions): Promise<Stack> {
  refuseWhenDeployed(options.environment);
  await openDataFolder(options.dataFolder);
  await lockFolder(options.dataFolder); // nothing in there is read or made by two at a time
  const emulator = await startStorage(options);
  try {
    return await startOnStorage(options, emulator);
  } catch (error) {
    await emulator?.stop();
    throw error;
  }
}

/** In the data folder: where an agent on this computer finds the storage (`--connection-file`). */
const CONNECTION_FILE = 'connection';

/** No emulator when the user names a storage account. */
async function startStorage({ environment, dataFolder, logger }: StackOptions): Promise<Emulator | undefined> {
  if (environment.AzureWebJobsStorage) {
    logger.info('Using the storage account that AzureWebJobsStorage names');
    return undefined;
  }
  const emulator = await startEmulator({ dataDir: join(dataFolder, 'storage') });
  environment.AzureWebJobsStorage = emulator.connectionString;
  await writeFile(join(dataFolder, CONNECTION_FILE), `${emulator.connectionString}\n`, { mode: 0o600 });
  return emulator;
}

async function startOnStorage(options: StackOptions, emulator: Emulator | undefined): Promise<Stack> {
  const { appFolder, dataFolder, environment, clock, random, logger } = options;
  const identity = await openIdentity(join(dataFolder, 'local.json'), random, environment.TENANT_ID || undefined);
  const clients = localClients(identity);
  const certificates = await registerCertificates(options, clients);
  const tls = options.https ? await openServerCertificate(dataFolder, clock.now()) : undefined;
  const front = await openFront(options.port, PORTS_TRIED, PATIENCE, tls);
  // The functions fetch the issuer's keys, and trust no authority of ours: for them there is a plain way in.
  const inner = tls === undefined ? front : await openFront(0);
  if (options.port !== 0 && front.port !== options.port) {
    logger.warn(`Port ${options.port} is taken, using ${front.port}`);
  }
  try {
    const baseUrl = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${front.port}`;
    const publicUrl = environment.PUBLIC_BASE_URL?.replace(/\/+$/, '') || baseUrl;
    const signInCode = makeSignInCode(random);
    let applications: Applications | undefined; // nothing is answered before they are there
    const issuer = createIssuer({
      baseUrl: publicUrl,
      certificates,
      tenantId: identity.tenantId,
      domains: [LOCAL_DOMAIN],
      clients: Object.values(clients),
      applications: async (clientId) => applications?.find(clientId),
      rolesOf: async (client) => (await applications?.rolesOf(client)) ?? [],
      key: await openSigningKey(join(dataFolder, 'signing-key.json')),
      signIn: {
        people: localPeople(identity.tenantId, LOCAL_DOMAIN),
        clients: [consoleClient(publicUrl), nativeClient(clients.full.clientId, 'a program on this computer')],
        code: signInCode,
        hosts: [`127.0.0.1:${front.port}`, `localhost:${front.port}`, new URL(publicUrl).host],
      },
      clock,
      environment,
    });
    const facts = {
      tenantId: identity.tenantId,
      issuer: { names: issuer.names, keysUrl: keysUrl(`http://127.0.0.1:${inner.port}`, identity.tenantId) },
      mailFolder: join(dataFolder, 'mail'),
      secretsKey: environment.SECRETS_KEY || (await openSecretsKey(join(dataFolder, 'secrets-key.json'), random)),
    };
    addMissing(environment, localSettings(facts));
    applications = openApplications(await makeReady(identity, clients, environment), clock);
    const host = await startHost({
      bundle: join(appFolder, 'functions', 'index.js'),
      settings: readHostJson(join(appFolder, 'host.json')),
      environment,
      openQueue: (connectionString, name) => createStorage({ connectionString }).queue(name),
      scheduleMonitor: await openTimersFile(join(dataFolder, 'timers.json')),
      clock,
      logger,
    });
    inner.serve([issuer.handler]);
    front.serve([issuer.handler, host.handler]);
    const stopWatching = await refuseWithoutFolder(front, options);
    return {
      baseUrl,
      ...(tls && { authorityFile: tls.authorityFile }),
      identity,
      clients,
      issuer,
      signInCode,
      functions: host.functions,
      storageLost: storageLost(emulator),
      async stop(graceMs) {
        stopWatching();
        await Promise.all([front.close(graceMs), host.stop(graceMs)]);
        await inner.close(0);
        await emulator?.stop();
      },
    };
  } catch (error) {
    await Promise.all([front.close(0), inner.close(0)]);
    throw error;
  }
}

/** @throws {Error} for a text without a certificate */
async function registerCertificates({ dataFolder, clientCertificates }: StackOptions, { full }: LocalClients) {
  const certificates = await openClientCertificates(join(dataFolder, 'client-certificates.json'));
  for (const pem of clientCertificates) await certificates.add(full.clientId, pem);
  return certificates;
}

/** How soon a folder that is gone, or a disk that is full, is noticed. */
const WATCH_MS = 1_000;

/** Answers 503 while what is accepted could not be kept, and says so once on the terminal. @returns ends the watch */
async function refuseWithoutFolder(front: HttpFront, { dataFolder, logger }: StackOptions): Promise<() => void> {
  const look = await watchDataFolder(dataFolder);
  let told: string | undefined;
  const timer = setInterval(async () => {
    const trouble = await look().catch((error: unknown) => `The data folder ${dataFolder} cannot be read: ${error}.`);
    front.refuse(trouble);
    if (trouble !== undefined && told === undefined) logger.error(trouble);
    if (trouble === undefined && told !== undefined) logger.info('There is room again; uploads are accepted');
    told = trouble;
  }, WATCH_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function storageLost(emulator: Emulator | undefined): Promise<void> {
  const exit = await emulator?.exited;
  if (exit === undefined || exit.expected) await new Promise(() => undefined); // never lost
}
