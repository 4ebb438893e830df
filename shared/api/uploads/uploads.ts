/** `…/muster/uploads`: receipts of uploads, one or many, for whoever may send to its job or read its log. */
import { allSettled, chunk } from '../../collections';
import type { Fields } from '../../engine/schema/parse/fields';
import type { Needs } from '../../pipeline/ports';
import { type Receipt, readReceipt } from '../../pipeline/uploads/readReceipt';
import { parseUploadId } from '../../pipeline/uploads/uploadId';
import type { Call, Reply } from '../http/endpoint';
import { GraphError, resourceNotFound } from '../http/graphError';
import { readFlag } from '../http/queryArguments';
import { readFields } from '../http/readFields';
import { READ_LOGS } from '../http/roles';
import { requireReach } from '../jobs/findJob';
import { receiptBody, SHOWN, type Shown } from './receiptBody';

type Ports = Needs<'contexts' | 'intake' | 'packs' | 'people' | 'agents' | 'clock' | 'keepMs' | 'agentInactiveMs'>;

const ANY_UPLOAD = ['SynchronizationData-User.Upload', ...READ_LOGS] as const;
export const READ_RECEIPTS = [...ANY_UPLOAD, 'SynchronizationData-User.Upload.OwnedBy'] as const;

/** `?summary=true` leaves the operations out. */
export async function readUpload(call: Call, ports: Ports): Promise<Reply> {
  const { id = '' } = call.params;
  const shown = readFlag(call.query, 'summary', false) ? 'none' : 'all';
  const receipt = await findReceipt(call, id, ports);
  if (receipt === undefined) throw resourceNotFound(id);
  return { status: 200, body: receiptBody(receipt, shown) };
}

/** Many receipts at once, in the order they were asked for; what the caller may not see is missing, as what does not exist. */
export async function queryUploads(call: Call, ports: Ports & Needs<'maxRequestBytes'>): Promise<Reply> {
  const { ids, shown } = await readFields(call.request, ports.maxRequestBytes, readQuery);
  const receipts: (Receipt | undefined)[] = [];
  for (const some of chunk(ids, AT_ONCE)) {
    receipts.push(...(await allSettled(some.map((id) => findReceipt(call, id, ports).catch(unseen)))));
  }
  return {
    status: 200,
    body: {
      value: receipts.flatMap((receipt) => (receipt === undefined ? [] : [receiptBody(receipt, shown)])),
      missing: ids.filter((_, index) => receipts[index] === undefined),
    },
  };
}

const MOST_IDS = 100;
/** Receipts read side by side: each is a handful of ranges. */
const AT_ONCE = 8;

function readQuery(fields: Fields): { readonly ids: readonly string[]; readonly shown: Shown } {
  const ids = [...new Set(fields.texts('ids'))];
  if (ids.length === 0 || ids.length > MOST_IDS) {
    fields.report('ids', 'InvalidValue', `ids must name from 1 to ${MOST_IDS} uploads, got ${ids.length}.`);
  }
  return { ids, shown: fields.choice('operations', SHOWN, 'none') };
}

/** Whose it is makes no difference to somebody who may not see it. */
function unseen(error: unknown): undefined {
  if (!(error instanceof GraphError) || error.status !== 403) throw error;
}

/**
 * @returns `undefined` for one there is not
 * @throws {GraphError} 403 for one that this caller may not see
 */
async function findReceipt(call: Call, id: string, ports: Ports): Promise<Receipt | undefined> {
  const named = parseUploadId(id);
  const context = named && (await ports.contexts.find(named.jobId));
  if (named === undefined || context === undefined) return undefined;
  const { job, principal } = context;
  requireReach(call, principal, ANY_UPLOAD);
  return readReceipt(job, named.first, ports);
}
