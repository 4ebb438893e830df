/** Where the emulator listens. */
import { createServer } from 'node:net';

export interface Ports {
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
}

/** The emulator's usual ports, which other tools look for. */
const USUAL_PORTS: Ports = { blob: 10_000, queue: 10_001, table: 10_002 };

/** @returns the usual ports, and 0, which is any free one, for each that is taken */
export async function usualPorts(): Promise<Ports> {
  const [blob, queue, table] = await Promise.all(
    [USUAL_PORTS.blob, USUAL_PORTS.queue, USUAL_PORTS.table].map(async (port) => ((await isFree(port)) ? port : 0)),
  );
  return { blob: blob ?? 0, queue: queue ?? 0, table: table ?? 0 };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
  });
}

/** @throws {Error} when the server is not listening on a port */
export function portOf(server: AzuriteServer): number {
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the storage emulator does not listen');
  return address.port;
}
