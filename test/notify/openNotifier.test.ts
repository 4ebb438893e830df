import { readdirSync } from 'node:fs';
import { openNotifier } from '../../shared/notify/openNotifier';
import { type MailFolder, temporaryMailFolder } from '../support/mailFolder';
import { type SmtpServer, startSmtpServer } from '../support/smtpServer';
import { fakeClock, seededRandom } from '../support/world';

const WORLD = { clock: fakeClock(), random: seededRandom() };
const MAIL = { to: ['a@x.example', 'b@x.example'], subject: 'In quarantine', text: 'What happened\nNothing.\n' };

let folder: MailFolder;
let server: SmtpServer | undefined;
beforeEach(() => {
  folder = temporaryMailFolder();
});
afterEach(async () => {
  folder.remove();
  await server?.stop();
  server = undefined;
});

const open = (ways: { smtpUrl?: string; mailFolder?: string }) =>
  openNotifier({ smtpUrl: undefined, mailFolder: undefined, mailFrom: 'Muster <muster@x.example>', ...ways }, WORLD);

test('without a way there is no notifier', () => {
  expect(open({})).toBeUndefined();
});

test('a folder gets one file a mail, in the order they were sent', async () => {
  const notifier = open({ mailFolder: folder.path });
  for (const subject of ['First', 'Second', 'Third']) {
    await notifier?.send({ ...MAIL, subject });
    WORLD.clock.advance(1);
  }
  expect(folder.mails()).toEqual([
    { to: 'a@x.example, b@x.example', subject: 'First', text: MAIL.text },
    { to: 'a@x.example, b@x.example', subject: 'Second', text: MAIL.text },
    { to: 'a@x.example, b@x.example', subject: 'Third', text: MAIL.text },
  ]);
});

test('a folder that is not there is made', async () => {
  await open({ mailFolder: `${folder.path}/made/on/demand` })?.send(MAIL);
  expect(readdirSync(`${folder.path}/made/on/demand`)).toHaveLength(1);
});

test('mail goes through a server', async () => {
  server = await startSmtpServer();
  await open({ smtpUrl: server.url })?.send(MAIL);
  expect(server.mails).toMatchObject([{ from: 'muster@x.example', to: ['a@x.example', 'b@x.example'] }]);
  const [{ data } = { data: '' }] = server.mails;
  expect(data).toContain('From: Muster <muster@x.example>');
  expect(data).toContain('Subject: In quarantine');
  expect(data).toContain('What happened\r\nNothing.');
});

test('a server that refuses is an error, with what it said', async () => {
  server = await startSmtpServer({ refuses: true });
  await expect(open({ smtpUrl: server.url })?.send(MAIL)).rejects.toThrow('550 not you');
});

test('with two ways the mail goes both, and a refusal of one does not keep it from the other', async () => {
  server = await startSmtpServer({ refuses: true });
  await expect(open({ smtpUrl: server.url, mailFolder: folder.path })?.send(MAIL)).rejects.toThrow('550');
  expect(folder.mails()).toEqual([{ to: 'a@x.example, b@x.example', subject: 'In quarantine', text: MAIL.text }]);
});
