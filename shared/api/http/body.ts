/** Reading a request body: gzip, a size limit that counts unpacked bytes, and JSON. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { HttpRequest } from '@azure/functions';
import { badRequest, bodyTooLarge } from './graphError';

const unzip = promisify(gunzip);

/**
 * @param limitBytes of the body as sent and as unpacked
 * @throws {GraphError} 400 for an encoding we do not speak or broken gzip, 413 over the limit
 */
export async function readBody(request: HttpRequest, limitBytes: number): Promise<Buffer> {
  return unpackedBody(request, await packedBody(request, limitBytes), limitBytes);
}

/** As it was sent. @throws {GraphError} 413 over the limit */
export async function packedBody(request: HttpRequest, limitBytes: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw bodyTooLarge(limitBytes);
  const sent = Buffer.from(await request.arrayBuffer());
  if (sent.byteLength > limitBytes) throw bodyTooLarge(limitBytes);
  return sent;
}

/** @returns `sent` itself where it was not packed @throws {GraphError} 400 for an encoding we do not speak or broken gzip, 413 over the limit */
export async function unpackedBody(request: HttpRequest, sent: Buffer, limitBytes: number): Promise<Buffer> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return sent;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw badRequest(`Content-Encoding must be gzip or absent, got '${encoding}'.`);
  }
  try {
    return await unzip(sent, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(limitBytes);
    throw badRequest('The body says it is gzip but cannot be unpacked.');
  }
}

/** What a byte order mark says, before which nothing else counts (Encoding Standard, 4.2). */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * JSON in the encoding that its byte order mark or the declared charset names; else in UTF-8. Bytes that are none of it are
 * refused: read all the same, they would put garbled names into the directory.
 *
 * @param contentType as the header has it; its `charset` counts
 * @throws {Error} whose message says what is wrong, without a full stop
 */
export function parseJson(bytes: Uint8Array, contentType: string | null): unknown {
  return JSON.parse(decode(bytes, contentType));
}

function decode(bytes: Uint8Array, contentType: string | null): string {
  const declared = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1];
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte))?.[1];
  const encoding = marked ?? declared ?? 'utf-8';
  const decoder = decoderOf(encoding);
  if (decoder === undefined) {
    throw new Error(`its charset '${declared}' is not known here; send it in UTF-8, or declare the charset it is in`);
  }
  try {
    return decoder.decode(bytes);
  } catch (error) {
    const said =
      marked === undefined && declared !== undefined
        ? `its charset was declared as '${declared}'`
        : `it is read as ${encoding}`;
    throw new Error(
      `${said}, and its bytes are no such text; send it in UTF-8, or declare its charset in Content-Type`,
      {
        cause: error,
      },
    );
  }
}

function decoderOf(encoding: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    return undefined; // a RangeError: nobody knows such an encoding
  }
}

/** @throws {GraphError} 400 naming the position when the body is not JSON */
export async function readJson(request: HttpRequest, limitBytes: number): Promise<unknown> {
  const bytes = await readBody(request, limitBytes);
  try {
    return parseJson(bytes, request.headers.get('content-type'));
  } catch (error) {
    throw badRequest(`The body must be JSON: ${(error as Error).message}.`);
  }
}
