/** What is answered of the service's own state: `/health` and `/health/ready`. */
import { version } from '../../package.json';
import type { Handlers, Reply } from '../api/http/endpoint';
import { SettingsError } from '../settings';
import { services } from './services';

async function health(): Promise<Reply> {
  return { status: 200, body: { status: 'healthy', version } };
}

async function readiness(): Promise<Reply> {
  const failing = await failures();
  if (failing.length === 0) return { status: 200, body: { status: 'ready', version } };
  return { status: 503, body: { status: 'notReady', version, failing }, headers: { 'Retry-After': '5' } };
}

const ALWAYS = { roles: 'anonymous', options: 'any', isAlwaysAnswered: true } as const;

export const healthOperations: Handlers = { GET: { ...ALWAYS, handle: health } };
export const readyOperations: Handlers = { GET: { ...ALWAYS, handle: readiness } };

/** By name alone: whoever asks needs no token. */
async function failures(): Promise<readonly string[]> {
  try {
    return await services().readiness.failing();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.names.map((name) => `setting ${name}`);
  }
}
