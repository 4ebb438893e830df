/** Mail as files, one `.eml` each, which any mail program opens: for development, where there is no mail server. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, RandomSource } from '../ports';
import type { Notifier } from './notifier';

export function createMailFolder(
  folder: string,
  from: string,
  { clock, random }: { readonly clock: Clock; readonly random: RandomSource },
): Notifier {
  return {
    async send({ to, subject, text }) {
      const { createTransport } = await import('nodemailer');
      const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
      const date = new Date(clock.now());
      const { message } = await composer.sendMail({ from, to: [...to], subject, text, date });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // Sorts by time; the random end keeps two mails of one millisecond apart.
      const name = `${date.toISOString().replaceAll(':', '-')}-${random.uuid().slice(0, 8)}.eml`;
      await writeFile(join(folder, name), message, { flag: 'wx', mode: 0o600 });
    },
  };
}
