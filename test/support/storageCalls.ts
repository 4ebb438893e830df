/** What a piece of work asks of storage, call by call: what is billed, and what a budget is about. */
import type { Workbench } from './workbench';

const TABLES = ['jobs', 'people', 'staging', 'audit', 'names'] as const;
const METHODS = ['get', 'query', 'insert', 'upsert', 'replace', 'remove', 'transact'] as const;

/** @returns how often each was called, by `method table`; tables of the embedded directory are a target's, and left out */
export async function storageCalls(
  { storage }: Workbench,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const spies = TABLES.flatMap((table) =>
    METHODS.map((method) => [`${method} ${table}`, jest.spyOn(storage.table(table), method)] as const),
  );
  try {
    await work();
    return Object.fromEntries(
      spies.map(([name, spy]) => [name, spy.mock.calls.length] as const).filter(([, n]) => n > 0),
    );
  } finally {
    for (const [, spy] of spies) spy.mockRestore();
  }
}
