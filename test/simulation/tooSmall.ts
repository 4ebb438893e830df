/** Rows that storage does not take: the log entry of one person is too large, the row of another is answered with 500. */
import type { LogEntry, LogStep } from '../../shared/engine/person/logEntry';
import type { Storage } from '../../shared/store/azure/connection';
import { StoreLimitExceeded, StoreUnavailable, type TableAction } from '../../shared/store/contract/table';
import { unpackFrom } from '../../shared/store/rows/packing';
import { OVERSIZED, SICK } from './people';

export function tooSmall(storage: Storage): Storage {
  return {
    ...storage,
    table(name) {
      const table = storage.table(name);
      if (name !== 'people') return table;
      return {
        ...table,
        async transact(actions) {
          if (actions.some(isTooLarge)) throw new StoreLimitExceeded('an entity must have at most 1 MiB');
          return table.transact(actions);
        },
      };
    },
  };
}

/** Nobody asks what is wrong with it: the service answers 500, whoever is written beside it. */
export function sickRow(storage: Storage): Storage {
  return {
    ...storage,
    table(name) {
      const table = storage.table(name);
      if (name !== 'people') return table;
      return {
        ...table,
        async transact(actions) {
          if (actions.some(isSick)) throw new StoreUnavailable('the service answers 500');
          return table.transact(actions);
        },
      };
    },
  };
}

export const isSick = (action: TableAction) => action.kind !== 'remove' && action.entity.rowKey === `p!${SICK}`;

/** An entry that only says that nothing worked still fits. */
function isTooLarge(action: TableAction): boolean {
  if (action.kind === 'remove' || !action.entity.rowKey.startsWith('e!')) return false;
  const { partitionKey: _partition, rowKey: _row, ...properties } = action.entity;
  const entries = unpackFrom('entries', definedOnly(properties)) as readonly LogEntry[] | undefined;
  return entries?.some((entry) => entry.source.id === OVERSIZED && entry.steps.some(tellsAll)) ?? false;
}

/** What was received, in full. */
function tellsAll({ type, details }: LogStep): boolean {
  return type === 'import' && Object.keys(details).length > 0;
}

function definedOnly<T>(properties: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const defined = Object.entries(properties).filter((property): property is [string, T] => property[1] !== undefined);
  return Object.fromEntries(defined);
}
