/** Every way of sending mail that the settings name. */
import type { Clock, RandomSource } from '../ports';
import { createMailFolder } from './mailFolder';
import type { Notifier } from './notifier';
import { createSmtpNotifier } from './smtpNotifier';

export interface MailSettings {
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly mailFolder: string | undefined;
}

/** @returns `undefined` when there is no way to send mail */
export function openNotifier(
  { smtpUrl, mailFrom, mailFolder }: MailSettings,
  world: { readonly clock: Clock; readonly random: RandomSource },
): Notifier | undefined {
  const ways = [
    ...(smtpUrl === undefined ? [] : [createSmtpNotifier(smtpUrl, mailFrom)]),
    ...(mailFolder === undefined ? [] : [createMailFolder(mailFolder, mailFrom, world)]),
  ];
  if (ways.length === 0) return undefined;
  return {
    async send(mail) {
      const failures = await Promise.allSettled(ways.map((way) => way.send(mail)));
      const failed = failures.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
