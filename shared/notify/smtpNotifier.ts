/** Mail through an SMTP server. The mailer is loaded with the first mail: most processes never send one. */
import type { Notifier } from './notifier';

/** Longer than a busy relay takes, shorter than the timer's round. */
const TIMEOUT_MS = 10_000;

/** @param url `smtp://host:587` or `smtps://user:password@host` */
export function createSmtpNotifier(url: string, from: string): Notifier {
  return {
    async send({ to, subject, text }) {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        url,
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
      });
      try {
        await transport.sendMail({ from, to: [...to], subject, text });
      } finally {
        transport.close();
      }
    },
  };
}
