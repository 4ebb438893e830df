/**
 * An answer of many lines of JSON, gathered as they come: compressed line by line where the caller takes gzip, so that
 * what is held is a small part of what is said.
 */
import { createGzip, type Gzip } from 'node:zlib';
import { pickCoding } from './contentCoding';

export interface LinedAnswer {
  readonly headers: Readonly<Record<string, string>>;
  write(line: object): Promise<void>;
  /** Bytes gathered so far; what is still being compressed is not among them. */
  size(): number;
  end(): Promise<Uint8Array>;
}

const TYPE = { 'Content-Type': 'application/x-ndjson; charset=utf-8' } as const;

/** @param acceptEncoding the header as the caller sent it */
export function createLinedAnswer(acceptEncoding: string | null): LinedAnswer {
  return pickCoding(acceptEncoding, ['gzip']) === 'gzip' ? compressed(createGzip()) : plain();
}

function plain(): LinedAnswer {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    headers: TYPE,
    async write(line) {
      const chunk = Buffer.from(`${JSON.stringify(line)}\n`);
      chunks.push(chunk);
      size += chunk.byteLength;
    },
    size: () => size,
    end: async () => Buffer.concat(chunks),
  };
}

function compressed(gzip: Gzip): LinedAnswer {
  const chunks: Buffer[] = [];
  let size = 0;
  gzip.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.byteLength;
  });
  const ended = new Promise<void>((resolve, reject) => gzip.once('end', resolve).once('error', reject));
  return {
    headers: { ...TYPE, 'Content-Encoding': 'gzip' },
    write: (line) =>
      new Promise((resolve, reject) => {
        gzip.write(`${JSON.stringify(line)}\n`, (error) => (error ? reject(error) : resolve()));
      }),
    size: () => size,
    async end() {
      gzip.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
}
