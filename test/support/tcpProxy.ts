/** A TCP proxy on loopback whose line can be cut, or can swallow what goes one way, as bad networks do. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Connections accepted so far. */
  connections(): number;
  /** From now on, nothing of this direction arrives any more; `none` lets everything through again. */
  swallow(direction: 'requests' | 'answers' | 'none'): void;
  /** Cuts all connections. */
  cut(): void;
  /** Whether whoever connects from now on is cut off at once. */
  refuse(isRefusing: boolean): void;
  /** From now on whoever connects and asks is told this, and no more; `undefined`: asks whom the line leads to. */
  answer(text: string | undefined): void;
  close(): Promise<void>;
}

export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const lines = new Set<Socket>();
  let accepted = 0;
  let isRefusing = false;
  let swallowed: 'requests' | 'answers' | 'none' = 'none';
  let answered: string | undefined;

  const server = createServer((near) => {
    accepted += 1;
    if (isRefusing) {
      near.destroy();
      return;
    }
    if (answered !== undefined) {
      const text = answered;
      lines.add(near);
      near.on('error', () => near.destroy());
      near.once('close', () => lines.delete(near));
      near.once('data', () => near.end(text)).resume();
      return;
    }
    const far = connect(port, host);
    for (const [line, other] of [
      [near, far],
      [far, near],
    ] as const) {
      lines.add(line);
      line.on('error', () => other.destroy());
      line.once('close', () => {
        lines.delete(line);
        other.destroy();
      });
    }
    near.on('data', (data) => swallowed === 'requests' || far.write(data));
    far.on('data', (data) => swallowed === 'answers' || near.write(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    for (const line of lines) line.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => accepted,
    swallow: (direction) => {
      swallowed = direction;
    },
    cut,
    refuse: (refusing) => {
      isRefusing = refusing;
    },
    answer: (text) => {
      answered = text;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
