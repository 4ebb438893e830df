/**
 * The console's files, as they are asked for (spec/console.md 1): only names that the build has written are served, so there is
 * no path to traverse; every other path is a place within the console, and gets its page.
 */
import type { HttpResponseInit } from '@azure/functions';
import { type ContentCoding, pickCoding } from '../http/contentCoding';

/** As `console/build.mjs` writes it into `assets.json`. */
export interface ConsoleAsset {
  readonly type: string;
  readonly bytes: number;
  /** Bytes of the coded file beside it, by the endings `.br` and `.gz`; `null`: coding does not pay. */
  readonly br: number | null;
  readonly gz: number | null;
  readonly etag: string;
  /** Its hash is in its name. */
  readonly immutable: boolean;
}

export interface ConsoleFiles {
  readonly assets: Readonly<Record<string, ConsoleAsset>>;
  /** @param name of an asset, perhaps with the ending of a coding */
  read(name: string): Promise<Uint8Array>;
}

export interface AssetRequest {
  /** Percent-encoded, below `/console/`, without a slash in front. */
  readonly path: string;
  readonly acceptEncoding: string | null;
  readonly ifNoneMatch: string | null;
}

export const PAGE = 'index.html';

/** @returns `undefined` for a path that is no place of the console's */
export async function answerAsset(request: AssetRequest, files: ConsoleFiles): Promise<HttpResponseInit | undefined> {
  const name = assetName(request.path, files.assets);
  const asset = name === undefined ? undefined : files.assets[name];
  if (name === undefined || asset === undefined) return undefined;
  const coding = pickCoding(request.acceptEncoding, codingsOf(asset));
  const etag = tagOf(asset, coding);
  const headers = {
    'Cache-Control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
    Vary: 'Accept-Encoding',
  };
  if (isKnown(request.ifNoneMatch, etag)) return { status: 304, headers };
  const body = await files.read(`${name}${ENDINGS[coding]}`);
  const coded = coding === 'identity' ? {} : { 'Content-Encoding': coding };
  return { status: 200, headers: { ...headers, ...coded, 'Content-Type': asset.type }, body };
}

const ENDINGS: Readonly<Record<ContentCoding, string>> = { br: '.br', gzip: '.gz', identity: '' };

/**
 * Ids of jobs and people have dots in them, so below `jobs/` everything is a place. Elsewhere a dot makes the name of a
 * file, and one that is not there is said to be missing instead of being answered with a page.
 */
function assetName(path: string, assets: ConsoleFiles['assets']): string | undefined {
  if (/%00|\0|\.\.|%2e%2e|%5c|\\/i.test(path)) return undefined;
  if (Object.hasOwn(assets, path)) return path;
  const isPlace = path.startsWith('jobs/') || !path.includes('.');
  return isPlace ? PAGE : undefined;
}

function codingsOf({ br, gz }: ConsoleAsset): readonly ContentCoding[] {
  return [...(br === null ? [] : (['br'] as const)), ...(gz === null ? [] : (['gzip'] as const))];
}

/** Each coding is a representation of its own, and no cache may take one for the other. */
function tagOf({ etag }: ConsoleAsset, coding: ContentCoding): string {
  return coding === 'identity' ? `"${etag}"` : `"${etag}-${coding}"`;
}

function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
