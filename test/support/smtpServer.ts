/** A mail server on loopback, as much of one as a mail needs (RFC 5321). */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface SmtpServer {
  readonly url: string;
  /** Whole mails, headers and all, in the order they came. */
  readonly mails: readonly { readonly from: string; readonly to: readonly string[]; readonly data: string }[];
  stop(): Promise<void>;
}

/** @param refuses answers every sender with 550 */
export async function startSmtpServer({ refuses = false } = {}): Promise<SmtpServer> {
  const mails: { from: string; to: string[]; data: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let mail = { from: '', to: [] as string[], data: '' };
    let isData = false;
    let rest = '';
    const reply = (text: string) => socket.write(`${text}\r\n`);
    reply('220 muster.test');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (isData && line === '.') {
          isData = false;
          mails.push(mail);
          reply('250 taken');
        } else if (isData) mail.data += `${line}\r\n`;
        else if (/^EHLO/i.test(line)) reply('250 muster.test');
        else if (/^MAIL FROM/i.test(line)) {
          mail = { from: addressIn(line), to: [], data: '' };
          reply(refuses ? '550 not you' : '250 go on');
        } else if (/^RCPT TO/i.test(line)) {
          mail.to.push(addressIn(line));
          reply('250 go on');
        } else if (/^DATA/i.test(line)) {
          isData = true;
          reply('354 listening');
        } else if (/^QUIT/i.test(line)) {
          reply('221 bye');
          socket.end();
        } else reply('250 as you like');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';
