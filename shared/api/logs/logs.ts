/** The provisioning log on the wire: a page of it, or one record (spec/wire-contract.md 2.9, 5). */
import { countLogs, queryLogs } from '../../pipeline/logs/queryLogs';
import type { Needs } from '../../pipeline/ports';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { type RateLimit, requireTurn } from '../http/rateLimit';
import { callerKey } from '../http/rights';
import { asksForCount } from '../odata/collection';
import { readShape, selectionOf, shaped } from '../odata/shape';
import { nextLogLink, readLogQuery } from './logQuery';
import { LOG_RECORD, toLogRecord } from './logRecord';

type Ports = Needs<'jobs' | 'contexts' | 'intake' | 'people' | 'packs' | 'clock' | 'tenantId'>;

/** @param limit queries by one application */
export async function listLogs(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  requireTurn(limit, callerKey(call.caller));
  const query = readLogQuery(call.query);
  const shape = readShape(call.query, LOG_RECORD);
  const count = asksForCount(call.query) && query.after === undefined ? await countLogs(query, ports) : undefined;
  const page = await queryLogs(query, ports);
  const last = page.entries.at(-1);
  const path = `/${call.version}/auditLogs/provisioning`;
  return {
    status: 200,
    body: {
      '@odata.context': `${contextUrl(call)}${selectionOf(shape)}`,
      ...(count !== undefined && { '@odata.count': count }),
      ...(page.more && last && { '@odata.nextLink': nextLogLink(call.origin, path, call.query, last.id) }),
      value: page.entries.map((entry) => shaped(toLogRecord(entry, call.version), shape)),
    },
  };
}

/** @param limit as for the list */
export async function readLog(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  requireTurn(limit, callerKey(call.caller));
  const { id = '' } = call.params;
  const shape = readShape(call.query, LOG_RECORD);
  const wanted = id.toLowerCase();
  const { entries } = await queryLogs({ ids: [wanted], matches: (entry) => entry.id === wanted, top: 1 }, ports);
  const [entry] = entries;
  if (entry === undefined) throw resourceNotFound(id);
  return {
    status: 200,
    body: {
      '@odata.context': `${contextUrl(call)}${selectionOf(shape)}/$entity`,
      ...shaped(toLogRecord(entry, call.version), shape),
    },
  };
}

function contextUrl(call: Call): string {
  return `${call.origin}/${call.version}/$metadata#auditLogs/provisioning`;
}
