/**
 * The storage emulator's process: Azurite's servers, whose databases survive a kill at any moment. Started by
 * `emulator.ts` with its settings as JSON in the first argument; it lives as long as the channel to its parent.
 *
 * It ends without ceremony in every case, because what was answered is on record before the answer leaves: there is
 * nothing left to save, and one way to end is easier to get right than two.
 */
import { mkdirSync, writeSync } from 'node:fs';
import { contentOf, makeDurable } from './azurite/durableDatabase';
import { lockFolder } from './azurite/folderLock';
import { openJournal } from './azurite/journal';
import { EXIT_PORT_TAKEN, type LauncherMessage, type LauncherSettings } from './azurite/messages';
import { portOf, usualPorts } from './azurite/ports';
import { quickenLookUps } from './azurite/quickLookups';
import { Replay } from './azurite/replay';
import { commitBeforeAnswers, createServers, databasesOf, type Servers } from './azurite/servers';

const STDERR = 2;
/** `EX_IOERR` of sysexits.h. */
const EXIT_STORAGE_FAILED = 74;

/** Says why on stderr, which the parent passes on, and ends the process before another answer can leave. */
function fail(message: string): never {
  // Written directly: the process ends before a stream would have been flushed.
  writeSync(STDERR, `${message}\n`);
  process.exit(EXIT_STORAGE_FAILED);
}

function failOnDisk(folder: string, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  fail(
    `The storage emulator cannot write to ${folder} and stops: ${reason}. Nothing that was accepted is lost. Make room or repair the disk, then start again.`,
  );
}

/** Rarely: reading back this much takes a second, and writing a checkpoint takes time from requests. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;

async function launch({ dataDir, ports, checkpointBytes = CHECKPOINT_BYTES }: LauncherSettings): Promise<void> {
  if (dataDir !== undefined) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    await lockFolder(dataDir);
  }
  const servers = createServers(ports ?? (await usualPorts()), dataDir);
  if (dataDir !== undefined) keep(servers, dataDir, checkpointBytes);
  quickenLookUps(servers.table.metadataStore);
  for (const server of Object.values(servers)) {
    await server.start();
    // Azurite closes a server of its own accord when its garbage collector fails; half an emulator is of no use.
    server.httpServer.once('close', () => fail('The storage emulator closed one of its servers and stops.'));
  }
  const { blob, queue, table } = servers;
  tell({ kind: 'ready', ports: { blob: portOf(blob), queue: portOf(queue), table: portOf(table) } });
}

/** Brings back what is on record in `folder`, and records everything from now on. */
function keep(servers: Servers, folder: string, checkpointBytes: number): void {
  const replay = new Replay();
  const journal = openJournal(folder, checkpointBytes, (change) => replay.apply(change));
  const databases = databasesOf(servers);
  for (const [name, database] of databases) {
    makeDurable(database, name, replay.collectionsOf(name), journal.note);
  }
  const commit = (): void => {
    try {
      journal.commit();
    } catch (error) {
      failOnDisk(folder, error);
    }
    if (journal.wantsCheckpoint()) {
      journal.checkpoint(contentOf(databases)).catch((error: unknown) => failOnDisk(folder, error));
    }
  };
  for (const server of Object.values(servers)) {
    commitBeforeAnswers(server, commit);
    failWhenContentsCannotBeWritten(server, folder);
  }
}

/** Azurite would answer 500 to a message it cannot write, and the client would try and try again. */
function failWhenContentsCannotBeWritten({ extentStore }: AzuriteServer, folder: string): void {
  const append = extentStore?.appendExtent.bind(extentStore);
  if (!extentStore || !append) return;
  extentStore.appendExtent = async (...input) => {
    try {
      return await append(...input);
    } catch (error) {
      failOnDisk(folder, error);
    }
  };
}

function tell(message: LauncherMessage): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
// Ctrl-C reaches the whole group; the parent finishes its work first, for which it needs the store, and then ends us.
process.on('SIGINT', () => undefined);

process.umask(0o077); // what is kept is its owner's alone
const settings = JSON.parse(process.argv[2] ?? '{}') as LauncherSettings;
launch(settings).catch((error: unknown) => {
  // Free when it was looked at, and taken by another emulator since: the parent starts anew, and finds other ports.
  if (settings.ports === undefined && (error as NodeJS.ErrnoException).code === 'EADDRINUSE')
    process.exit(EXIT_PORT_TAKEN);
  fail(`The storage emulator cannot start: ${error instanceof Error ? error.message : String(error)}`);
});
