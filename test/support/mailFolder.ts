/** Mail that Muster wrote as files, read back. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ReadMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface MailFolder {
  readonly path: string;
  /** Oldest first. */
  mails(): readonly ReadMail[];
  remove(): void;
}

export function temporaryMailFolder(): MailFolder {
  const path = mkdtempSync(join(tmpdir(), 'muster-mail-'));
  return {
    path,
    mails: () =>
      readdirSync(path)
        .sort()
        .map((name) => read(readFileSync(join(path, name), 'utf8'))),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Enough of RFC 5322 for what Muster writes: unfolded headers, and text that is plain, quoted-printable or flowed. */
function read(eml: string): ReadMail {
  const end = eml.indexOf('\r\n\r\n');
  const headers = eml.slice(0, end).replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
  const body = eml.slice(end + 4).replaceAll('\r\n', '\n');
  const quoted = header('Content-Transfer-Encoding').toLowerCase() === 'quoted-printable';
  const text = quoted ? unquote(body) : body.replace(/ \n/g, ' ');
  return { to: header('To'), subject: header('Subject'), text };
}

function unquote(body: string): string {
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
