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
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw bodyTooLarge(limitBytes);
  const sent = Buffer.from(await request.arrayBuffer());
  if (sent.byteLength > limitBytes) throw bodyTooLarge(limitBytes);

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

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON in UTF-8, with or without a byte order mark. Bytes that are no UTF-8 are refused: read all the same, they would
 * put garbled names into the directory.
 *
 * @throws {Error} whose message says what is wrong, without a full stop
 */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(utf8.decode(bytes));
}

/** @throws {GraphError} 400 naming the position when the body is not JSON */
export async function readJson(request: HttpRequest, limitBytes: number): Promise<unknown> {
  const bytes = await readBody(request, limitBytes);
  try {
    return parseJson(bytes);
  } catch (error) {
    throw badRequest(`The body must be JSON: ${(error as Error).message}.`);
  }
}
