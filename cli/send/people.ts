/** The rows of a file as people: mapped and checked by the server's own rules, so that no bad row costs a request. */
import { hash } from 'node:crypto';
import { MAX_ANCHOR_LENGTH, readAnchor } from '../../shared/scim/anchor';
import { parseBulkRequest } from '../../shared/scim/bulkRequest';
import type { JsonObject } from '../../shared/scim/json';
import { BULK_REQUEST, CORE_USER } from '../../shared/scim/urns';
import { jsonRecords } from '../files/jsonRecords';
import { isBlank, type Table, type TableRow } from '../files/table';
import { isOurs } from '../mapping/header';
import type { MapRow, RowFault } from '../mapping/row';

export interface Person {
  /** Of the file, from 1. */
  readonly line: number;
  readonly raw: string;
  /** Of a table, as they stand in it. */
  readonly cells?: readonly string[];
  readonly person: { readonly key: string; readonly data: JsonObject; readonly isLeaver: boolean } | undefined;
  /** Why it cannot be sent; empty where it can. */
  readonly faults: readonly RowFault[];
}

/** The rows of a file, many at a time: as many as a part of it holds. */
export type People = AsyncIterable<readonly Person[]>;

/** Blank rows at the end are what spreadsheets leave behind; one between others is told. */
export async function* tablePeople(
  table: Table,
  columns: readonly string[],
  mapRow: MapRow,
): AsyncGenerator<readonly Person[]> {
  const toPerson = rowReader(columns, mapRow);
  let blanks: Person[] = [];
  for await (const rows of table.batches()) {
    const people: Person[] = [];
    for (const row of rows) {
      if (isBlank(row.cells)) {
        if (blanks.length < MOST_BLANKS) blanks.push(unsendable(row, 'BlankRow', 'The row is blank.'));
        continue;
      }
      if (blanks.length > 0) people.push(...blanks);
      blanks = [];
      people.push(toPerson(row));
    }
    yield people;
  }
}

function rowReader(columns: readonly string[], mapRow: MapRow): (row: TableRow) => Person {
  const places = new Map(columns.map((column, index) => [column, index]));
  return (row) => {
    const { line, cells, raw, written = cells } = row;
    if (cells.length !== columns.length) {
      return unsendable(
        row,
        'WrongColumnCount',
        `The row has ${cells.length} columns, the header has ${columns.length}.`,
      );
    }
    const verdict = mapRow({ get: (column) => cells[places.get(column) ?? -1] });
    if (!verdict.ok) return { line, raw, cells: written, person: undefined, faults: verdict.faults };
    return checked({ line, raw, cells: written }, verdict.data);
  };
}

const MOST_BLANKS = 1_000;

/** Users as they are; what a client leaves out of the envelope is added. */
export async function* jsonPeople(text: AsyncIterable<string>, file: string): AsyncGenerator<readonly Person[]> {
  for await (const { line, raw, value } of jsonRecords(text, file)) {
    const data = withoutOurs(value);
    yield [checked({ line, raw }, data.schemas === undefined ? { schemas: [CORE_USER], ...data } : data)];
  }
}

/** What a file of failed rows says of them is not for the service. */
function withoutOurs(value: JsonObject): JsonObject {
  const names = Object.keys(value);
  return names.some(isOurs)
    ? Object.fromEntries(names.filter((name) => !isOurs(name)).map((name) => [name, value[name]]))
    : value;
}

/** A person as the file has them. */
type Row = Pick<Person, 'line' | 'raw' | 'cells'>;

function unsendable({ line, raw }: Row, code: string, reason: string): Person {
  return { line, raw, person: undefined, faults: [{ code, reason }] };
}

function checked(row: Row, data: JsonObject): Person {
  const key = readAnchor(data);
  if (key === null) {
    const reason = 'It is blank: nobody can tell whose the row is.';
    return { ...row, person: undefined, faults: [{ code: 'NoKey', attribute: 'externalId', reason }] };
  }
  const faults = faultsOf(row.line, key, data);
  if (faults.length > 0) return { ...row, person: undefined, faults };
  return { ...row, person: { key, data, isLeaver: data.active === false }, faults };
}

function faultsOf(line: number, key: string, data: JsonObject): readonly RowFault[] {
  const verdict = parseBulkRequest(envelopeOf([operationOf(line, data)]), 1);
  if (verdict.ok && key.length <= MAX_ANCHOR_LENGTH) return NONE;
  const faults: RowFault[] = [];
  if (key.length > MAX_ANCHOR_LENGTH) {
    faults.push({
      code: 'InvalidValue',
      attribute: 'externalId',
      reason: `It must have at most ${MAX_ANCHOR_LENGTH} characters.`,
    });
  }
  if (!verdict.ok) {
    for (const { code, target, message } of verdict.faults) {
      const attribute = target.replace(/^Operations\[0\]\.(?:data\.?)?/, '');
      faults.push({
        code,
        ...(attribute !== '' && { attribute }),
        reason: message.replace(/^Operations\[0\]\.(?:data\.?)?/, ''),
      });
    }
  }
  return faults;
}

const NONE: readonly RowFault[] = [];

/** What `bulkId` is made of, so that an answer leads back to the line. Lines of an older file count below zero. */
export const bulkIdOf = (line: number) => (line < 0 ? `P${-line}` : `L${line}`);

export function lineOf(bulkId: string): number | undefined {
  const [, file, line] = /^([LP])(\d+)$/.exec(bulkId) ?? [];
  if (line === undefined) return undefined;
  return file === 'P' ? -Number(line) : Number(line);
}

export function operationOf(line: number, data: JsonObject): JsonObject {
  return { method: 'POST', bulkId: bulkIdOf(line), path: '/Users', data };
}

/** Its members always in this order: the same rows give the same bytes. */
export function envelopeOf(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [BULK_REQUEST], Operations: operations, failOnErrors: null };
}

/** Tells people apart in little memory. A short key stands for itself: no hash is as short, and hashing takes longer than mapping a row. */
export function keyHash(key: string): string {
  return key.length <= SHORT ? key : hash('sha256', key, 'base64url').slice(0, 22);
}

/** Longer parts of a text are kept by V8 together with all of the text they were cut from. */
const SHORT = 12;
