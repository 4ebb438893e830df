/**
 * A writeback as an administrator defines it (docs/writeback.md): which attributes of the HR system are filled from the account,
 * and by which way. What the map says is in `map.ts`, where a SCIM service is in `hr.ts`.
 */
import type { Fields } from '../../engine/schema/parse/fields';
import { parseDuration } from '../../graph/duration';
import { type HrService, readHr } from './hr';
import { readMap, type WrittenAttribute } from './map';

/**
 * `scim`: the HR user is patched. `webhook`: an event is sent to an address. `pull`: what has changed is fetched, and said to be
 * taken (`GET …/writeback`, `POST …/writeback/mark`).
 */
export const WAYS = ['scim', 'webhook', 'pull'] as const;
export type Way = (typeof WAYS)[number];

export interface WritebackDefinition {
  readonly way: Way;
  readonly map: readonly WrittenAttribute[];
  /** How often accounts are read although nothing is known to have changed, as an ISO 8601 duration. */
  readonly refresh: string;
  /** Of the way `scim` alone. */
  readonly hr?: HrService;
}

/** What a request says of a writeback, beside what it says of any outlet. */
export interface GivenWriteback {
  readonly definition: WritebackDefinition;
  /** Credentials of the HR service by their key (`secretKeys.ts`); the mask stands for the value that is saved already. */
  readonly auth: Readonly<Record<string, string>>;
  /** What accounts hold now is noted as written, and not sent. */
  readonly isBaseline: boolean;
}

export interface WritebackOptions {
  /** What the job's target has; `undefined`: anything. */
  readonly targetAttributes: ReadonlySet<string> | undefined;
  readonly allowLoopback: boolean;
}

/** Of the body of an outlet, members that only a writeback has. */
export const WRITEBACK_MEMBERS = ['way', 'map', 'refresh', 'baseline', 'scim'] as const;

const REFRESH = 'P7D';
const DAY_MS = 24 * 60 * 60_000;
const [SHORTEST_DAYS, LONGEST_DAYS] = [1, 90];

export function readWriteback(fields: Fields, options: WritebackOptions): GivenWriteback {
  const way = readWay(fields);
  const hr = way === 'scim' ? readHr(fields, options) : undefined;
  if (way !== 'scim' && fields.has('scim')) {
    fields.report('scim', 'InvalidValue', 'scim is for "way": "scim" alone.');
  }
  const map = readMap(fields, options.targetAttributes);
  return {
    definition: { way, map, refresh: readRefresh(fields), ...(hr && { hr: hr.service }) },
    auth: hr?.auth ?? {},
    isBaseline: fields.flag('baseline', false),
  };
}

/** No way is likelier than another. */
function readWay(fields: Fields): Way {
  if (fields.has('way')) return fields.choice('way', WAYS, 'pull');
  fields.report('way', 'MissingProperty', `way must be one of ${WAYS.join(', ')}.`);
  return 'pull';
}

function readRefresh(fields: Fields): string {
  const text = fields.optionalText('refresh') ?? REFRESH;
  const ms = parseDuration(text) ?? 0;
  if (ms >= SHORTEST_DAYS * DAY_MS && ms <= LONGEST_DAYS * DAY_MS) return text;
  const range = `from P${SHORTEST_DAYS}D to P${LONGEST_DAYS}D`;
  fields.report('refresh', 'InvalidValue', `refresh must be a duration ${range}, such as ${REFRESH}, got "${text}".`);
  return REFRESH;
}

/** Milliseconds. */
export const refreshMs = ({ refresh }: WritebackDefinition) => parseDuration(refresh) ?? SHORTEST_DAYS * DAY_MS;
