/** The provisioning log on the wire: a page of it, or one record (spec/wire-contract.md 2.9, 5). */
import { queryLogs } from '../../pipeline/logs/queryLogs';
import type { Needs } from '../../pipeline/ports';
import type { Call, Reply } from '../http/endpoint';
import { resourceNotFound } from '../http/graphError';
import { type RateLimit, requireTurn } from '../http/rateLimit';
import { callerKey } from '../http/rights';
import { nextLogLink, readLogQuery } from './logQuery';
import { toLogRecord } from './logRecord';

type Ports = Needs<'jobs' | 'contexts' | 'intake' | 'people' | 'packs' | 'clock' | 'tenantId'>;

/** @param limit queries by one application */
export async function listLogs(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  requireTurn(limit, callerKey(call.caller));
  const page = await queryLogs(readLogQuery(call.query), ports);
  const last = page.entries.at(-1);
  const path = `/${call.version}/auditLogs/provisioning`;
  return {
    status: 200,
    body: {
      '@odata.context': contextUrl(call),
      ...(page.more && last && { '@odata.nextLink': nextLogLink(call.origin, path, call.query, last.id) }),
      value: page.entries.map((entry) => toLogRecord(entry, call.version)),
    },
  };
}

/** @param limit as for the list */
export async function readLog(call: Call, ports: Ports, limit: RateLimit): Promise<Reply> {
  requireTurn(limit, callerKey(call.caller));
  const { id = '' } = call.params;
  const wanted = id.toLowerCase();
  const { entries } = await queryLogs({ ids: [wanted], matches: (entry) => entry.id === wanted, top: 1 }, ports);
  const [entry] = entries;
  if (entry === undefined) throw resourceNotFound(id);
  return {
    status: 200,
    body: { '@odata.context': `${contextUrl(call)}/$entity`, ...toLogRecord(entry, call.version) },
  };
}

function contextUrl(call: Call): string {
  return `${call.origin}/${call.version}/$metadata#auditLogs/provisioning`;
}
