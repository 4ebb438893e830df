/** A list of records. Rows open by a link in them, by click and by `j`, `k` and Enter, which keep them in sight; many of them are virtual. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from '../state/keys';
import { hiddenColumns } from '../state/preferences';
import { Spacer, useRowsInSight } from './VirtualRows';

export interface Column<T> {
  readonly id: string;
  readonly title: ComponentChildren;
  readonly cell: (row: T) => ComponentChildren;
  readonly isNumber?: boolean;
  /** As the style sheet knows it. */
  readonly class?: string;
}

interface TableProps<T> {
  /** What it lists, for who does not see it. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** By which a reader's choice of columns is kept, where there is one. */
  readonly list?: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly class?: string;
  /** The row whose detail is shown. */
  readonly selected?: string | undefined;
  readonly onOpen?: (row: T) => void;
  /** All there are, where more than these rows are known of. */
  readonly total?: number | undefined;
}

export function Table<T>({ label, list = '', rows, keyOf, selected, onOpen, total, ...rest }: TableProps<T>) {
  const hidden = hiddenColumns.value[list] ?? [];
  const columns = rest.columns.filter(({ id }) => !hidden.includes(id));
  const body = useRef<HTMLTableSectionElement>(null);
  // Rows that wrap are of any height, and stand in the page however many they are.
  const isEven = columns.every(({ class: look }) => look !== 'wrap');
  const { from, to } = useRowsInSight(body, rows.length, isEven);
  useEffect(() => {
    if (selected) body.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const step = (by: number) => {
    if (onOpen === undefined) return;
    const index = rows.findIndex((row) => keyOf(row) === selected);
    const next = rows[index < 0 ? 0 : index + by];
    if (next !== undefined) onOpen(next);
  };
  useKeys(onOpen === undefined ? {} : { j: () => step(1), k: () => step(-1) });

  /** A click on a link, a button or a selection of text means that, and not the row. */
  function click(event: MouseEvent, row: T): void {
    const isElse = event.target instanceof Element && event.target.closest('a, button, input') !== null;
    if (!isElse && String(window.getSelection()) === '') onOpen?.(row);
  }

  return (
    <table class={rest.class} aria-rowcount={(total ?? rows.length) + 1}>
      <caption class="vh">{label}</caption>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map(({ id, title, isNumber, class: look }) => (
            <th key={id} scope="col" class={[isNumber && 'num', look].filter(Boolean).join(' ') || undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        <Spacer rows={from} columns={columns.length} />
        {rows.slice(from, to).map((row, index) => {
          const key = keyOf(row);
          return (
            <tr
              key={key}
              class={onOpen && 'opens'}
              aria-rowindex={from + index + 2}
              aria-selected={onOpen === undefined ? undefined : key === selected}
              onClick={onOpen && ((event) => click(event, row))}
            >
              {columns.map(({ id, cell, isNumber, class: look }) => (
                <td key={id} class={[isNumber && 'num', look].filter(Boolean).join(' ') || undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
        <Spacer rows={Math.max(0, rows.length - to)} columns={columns.length} />
      </tbody>
    </table>
  );
}
