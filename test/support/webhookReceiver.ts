/** A receiver of webhooks that is not ours: a server of Node's own, and signatures verified by the standardwebhooks package. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface ReceivedEvent {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The event itself. */
  readonly event: { readonly id: string; readonly type: string; readonly source: string; readonly sequence: string } & {
    readonly subject?: string;
    readonly data: Record<string, unknown>;
  };
}

export interface WebhookReceiver {
  readonly url: string;
  /** Everything that was sent, pings left out, in order of arrival. */
  readonly received: readonly ReceivedEvent[];
  readonly pings: number;
  /** What it answers from now on. Absent: 204 to everything. */
  answer: RequestListener | number | undefined;
  /** @throws {WebhookVerificationError} for a message that is not signed with the secret, or not of these minutes */
  verify(message: ReceivedEvent, secret: string): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedEvent[] = [];
  let pings = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const event = JSON.parse(body) as ReceivedEvent['event'];
      if (event.type === 'muster.ping') pings += 1;
      else received.push({ headers: request.headers, body, event });
      const { answer } = receiver;
      if (typeof answer === 'function') answer(request, response);
      else response.writeHead(answer ?? 204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    get pings() {
      return pings;
    },
    answer: undefined,
    verify({ body, headers }, secret) {
      new Webhook(secret).verify(body, headers as Record<string, string>);
    },
    close() {
      server.closeAllConnections();
      return new Promise((done) => void server.close(() => done()));
    },
  };
  return receiver;
}
