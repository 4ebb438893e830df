/** The trace in words: what lies in a message, a row or a transaction, short enough for one line. */
import type { LogEntry } from '../../shared/engine/person/logEntry';
import { type Message, readMessage } from '../../shared/pipeline/queue/messages';
import type { Entity, PropertyValue, TableAction } from '../../shared/store/contract/table';
import type { Person } from '../../shared/store/people/people';
import { unpackFrom } from '../../shared/store/rows/packing';

const MOST_CHARACTERS = 60;

export function tellMessage(text: string): string {
  try {
    return describe(readMessage(text));
  } catch {
    return text.slice(0, MOST_CHARACTERS); // one that nobody can read
  }
}

function describe(message: Message): string {
  switch (message.kind) {
    case 'operations': {
      const { operations, uploadFirst } = message;
      if (operations === null) return `[upload ${uploadFirst}, staged]`;
      return `[${operations.map(({ sequence, anchor }) => `#${sequence} ${anchor ?? 'nobody'}`).join(', ')}]`;
    }
    case 'errand':
      return `[${message.errand} ${message.anchors.join(', ')}${message.work === null ? '' : ` as ${short(message.work)}`}]`;
    case 'sweep':
      return `[sweep of shard ${message.shard} as ${short(message.work)}]`;
  }
}

/** Names of work end in an id of which a few characters tell it from the others. */
const short = (work: string) => work.slice(0, work.indexOf('-') + 5);

export function tellAction(action: TableAction): string {
  if (action.kind === 'remove') return `remove ${action.rowKey}`;
  return `${action.kind} ${tellRow(action.entity)}`;
}

function tellRow({ partitionKey: _, rowKey, ...properties }: Entity): string {
  if (rowKey.startsWith('p!')) return `${rowKey}${tellPerson(JSON.parse(String(properties.state)) as Person)}`;
  if (!rowKey.startsWith('e!')) return rowKey;
  const entries = (unpackFrom('entries', defined(properties)) ?? []) as readonly LogEntry[];
  return `log(${entries.map(tellEntry).join('; ')})`;
}

function tellPerson({ sequence, link, claim, escrow, held, waiting, waitedForBy }: Person): string {
  const remarks = [
    `#${sequence}`,
    link === null ? 'no account' : link.targetAnchor,
    ...(claim === null ? [] : ['claimed']),
    ...(escrow === null ? [] : [`escrowed: ${escrow.failure.code}`]),
    ...(held === null ? [] : [held.staged ? 'staged' : 'held']),
    ...[waiting ?? []].flat().map(({ anchor, refused }) => `${refused ? 'is refused' : 'waits for'} ${anchor}`),
    ...(waitedForBy.length === 0 ? [] : [`waited for by ${waitedForBy.join(' ')}`]),
  ];
  return `(${remarks.join(', ')})`;
}

function tellEntry({ source, operation, action, status, error }: LogEntry): string {
  const what = operation === null ? 'own work' : `#${operation.sequence}`;
  return `${source.id} ${what} ${action} ${status}${error === null ? '' : ` ${error.code}`}`;
}

function defined(properties: Readonly<Record<string, PropertyValue | undefined>>): Record<string, PropertyValue> {
  const all = Object.entries(properties);
  return Object.fromEntries(all.filter((property): property is [string, PropertyValue] => property[1] !== undefined));
}
