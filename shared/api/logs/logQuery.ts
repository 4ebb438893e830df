/** The query options of the provisioning log, read into what the store can use and what is left to compare (spec/wire-contract.md 5.1). */
import type { ProvisioningStatus } from '../../engine/person/logEntry';
import type { LogQuery } from '../../pipeline/logs/queryLogs';
import { parseUploadId } from '../../pipeline/uploads/uploadId';
import { parseEntryId } from '../../store/people/entryId';
import { badRequest } from '../http/graphError';
import { compileFilter } from '../odata/compileFilter';
import { parseFilter } from '../odata/parseFilter';
import { collectEquals, collectRange } from '../odata/pushDown';
import { parseOrderBy, parseTop } from '../odata/queryOptions';
import { LOG_FIELDS } from './logRecord';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1_000;
const STATUSES: readonly ProvisioningStatus[] = ['success', 'failure', 'skipped', 'warning'];
/** Nothing went wrong with a success: its entries have no error. */
const WITH_ERRORS: readonly ProvisioningStatus[] = ['failure', 'skipped', 'warning'];
const ERROR_CODES = ['provisioningStatusInfo/errorInformation/errorCode', 'statusInfo/errorCode'];

/** @throws {QueryError} @throws {GraphError} 400 naming the option and the position in it */
export function readLogQuery(options: URLSearchParams): LogQuery {
  const top = options.get('$top');
  const after = options.get('$skiptoken');
  return {
    ...readFilter(options.get('$filter')),
    top: top === null ? DEFAULT_PAGE : Math.min(LARGEST_PAGE, parseTop(top)),
    ...(after !== null && { after: readSkipToken(after) }),
    ...(isOldestFirst(options.get('$orderby')) && { oldestFirst: true }),
  };
}

/** The link to the next page: the same options, continued (spec/wire-contract.md 1.5). */
export function nextLogLink(origin: string, path: string, options: URLSearchParams, lastId: string): string {
  const kept = [...options].filter(([name]) => name !== '$skiptoken');
  const query = [...kept, ['$skiptoken', lastId]].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
  return `${origin}${path}?${query.join('&')}`;
}

function readFilter(text: string | null): Omit<LogQuery, 'top' | 'after'> {
  if (text === null || text.trim() === '') return { matches: () => true };
  const filter = parseFilter(text);
  const matches = compileFilter(filter, LOG_FIELDS);
  const statuses = collectEquals(filter, 'provisioningStatusInfo/status', 'statusInfo/status')?.map((status) =>
    status.toLowerCase(),
  );
  const errors = collectEquals(filter, ...ERROR_CODES);
  const uploads = collectEquals(filter, 'uploadId')?.map(parseUploadId);
  const { from, to } = collectRange(filter, 'activityDateTime');
  return {
    matches,
    ...present('jobIds', collectEquals(filter, 'jobId')),
    ...present('ids', collectEquals(filter, 'id')),
    ...present('cycleIds', collectEquals(filter, 'cycleId')),
    ...present('sourceAnchors', collectEquals(filter, 'sourceIdentity/id')),
    ...present('statuses', statuses ? STATUSES.filter((status) => statuses.includes(status)) : errors && WITH_ERRORS),
    ...present(
      'uploads',
      uploads?.filter((upload) => upload !== undefined),
    ),
    ...present('oldest', from),
    ...present('newest', to),
  };
}

function present<K extends string, V>(name: K, value: V | undefined): { readonly [name in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in K]: V });
}

/** The log is kept by time, and sorted by nothing else. */
function isOldestFirst(text: string | null): boolean {
  if (text === null || text.trim() === '') return false;
  const [order, ...others] = parseOrderBy(text);
  if (order?.property.toLowerCase() === 'activitydatetime' && others.length === 0) return !order.descending;
  throw badRequest('$orderby must be activityDateTime, activityDateTime asc or activityDateTime desc.');
}

function readSkipToken(token: string): string {
  if (parseEntryId(token) !== undefined) return token;
  throw badRequest('$skiptoken must be taken from an @odata.nextLink.');
}
