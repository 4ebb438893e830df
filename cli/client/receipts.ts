/** Receipts of uploads: what became of each operation. Many at once where the service can (spec/hands.md 2, N2). */
import type { Http } from './http';

export interface ReceiptOperation {
  readonly bulkId: string;
  readonly externalId: string | null;
  /** `success`, `skipped`, `failure`, `warning`, or `waiting`. */
  readonly status: string;
  readonly action?: string;
  readonly targetId?: string | null;
  readonly errorCode?: string | null;
  /** Of what waits: that the deletion guard holds it. */
  readonly reason: string | null;
  readonly logEntryId?: string;
}

export interface Receipt {
  readonly id: string;
  readonly status: string;
  readonly waitingReason: string | null;
  readonly totalOperations: number;
  readonly answeredOperations: number;
  readonly operations: readonly ReceiptOperation[];
}

export interface Receipts {
  /** Those of the ids that are there. */
  read(ids: readonly string[]): Promise<readonly Receipt[]>;
}

const AT_ONCE = 100;
const SIDE_BY_SIDE = 8;

export function createReceipts(http: Http): Receipts {
  let asksTogether = true;
  const one = async (id: string): Promise<readonly Receipt[]> => {
    const { status, text } = await http.ask('GET', `/muster/uploads/${encodeURIComponent(id)}`);
    if (status === 404) return [];
    if (status !== 200) await http.call('GET', `/muster/uploads/${encodeURIComponent(id)}`); // throws, as it says
    return [JSON.parse(text) as Receipt];
  };
  const together = async (ids: readonly string[]): Promise<readonly Receipt[] | undefined> => {
    const body = { ids, operations: 'all' };
    const { status, text } = await http.ask('POST', '/muster/uploads/query', { body, repeatable: true });
    return status === 200 ? (JSON.parse(text) as { value: readonly Receipt[] }).value : undefined;
  };
  return {
    async read(ids) {
      const receipts: Receipt[] = [];
      for (let from = 0; asksTogether && from < ids.length; from += AT_ONCE) {
        const found = await together(ids.slice(from, from + AT_ONCE));
        if (found === undefined)
          asksTogether = false; // an older service: one by one
        else receipts.push(...found);
      }
      if (asksTogether) return receipts;
      receipts.length = 0;
      for (let from = 0; from < ids.length; from += SIDE_BY_SIDE) {
        receipts.push(...(await Promise.all(ids.slice(from, from + SIDE_BY_SIDE).map(one))).flat());
      }
      return receipts;
    },
  };
}
