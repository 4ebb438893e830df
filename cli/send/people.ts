/** The rows of a file as people: mapped and checked by the server's own rules, so that no bad row costs a request. */
import { hash } from 'node:crypto';
import { MAX_ANCHOR_LENGTH, readAnchor } from '../../shared/scim/anchor';
import { parseBulkRequest } from '../../shared/scim/bulkRequest';
import type { JsonObject } from '../../shared/scim/json';
import { BULK_REQUEST, CORE_USER } from '../../shared/scim/urns';
import { jsonRecords } from '../files/jsonRecords';
import { isBlank, type Table } from '../files/table';
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

/** Blank rows at the end are what spreadsheets leave behind; one between others is told. */
export async function* tablePeople(table: Table, columns: readonly string[], mapRow: MapRow): AsyncGenerator<Person> {
  const places = new Map(columns.map((column, index) => [column, index]));
  let blanks: Person[] = [];
  for await (const { line, cells, raw, written = cells } of table.records()) {
    if (isBlank(cells)) {
      if (blanks.length < MOST_BLANKS) blanks.push(unsendable(line, raw, 'BlankRow', 'The row is blank.'));
      continue;
    }
    yield* blanks;
    blanks = [];
    if (cells.length !== columns.length) {
      yield unsendable(
        line,
        raw,
        'WrongColumnCount',
        `The row has ${cells.length} columns, the header has ${columns.length}.`,
      );
      continue;
    }
    const verdict = mapRow({ get: (column) => cells[places.get(column) ?? -1] });
    const row = verdict.ok
      ? checked(line, raw, verdict.data)
      : { line, raw, person: undefined, faults: verdict.faults };
    yield { ...row, cells: written };
  }
}

const MOST_BLANKS = 1_000;

/** Users as they are; what a client leaves out of the envelope is added. */
export async function* jsonPeople(text: AsyncIterable<string>, file: string): AsyncGenerator<Person> {
  for await (const { line, raw, value } of jsonRecords(text, file)) {
    const data = withoutOurs(value);
    yield checked(line, raw, data.schemas === undefined ? { schemas: [CORE_USER], ...data } : data);
  }
}

/** What a file of failed rows says of them is not for the service. */
function withoutOurs(value: JsonObject): JsonObject {
  const names = Object.keys(value);
  return names.some(isOurs)
    ? Object.fromEntries(names.filter((name) => !isOurs(name)).map((name) => [name, value[name]]))
    : value;
}

function unsendable(line: number, raw: string, code: string, reason: string): Person {
  return { line, raw, person: undefined, faults: [{ code, reason }] };
}

function checked(line: number, raw: string, data: JsonObject): Person {
  const key = readAnchor(data);
  if (key === null) {
    return {
      line,
      raw,
      person: undefined,
      faults: [{ code: 'NoKey', attribute: 'externalId', reason: 'It is blank: nobody can tell whose the row is.' }],
    };
  }
  const faults: RowFault[] = [];
  if (key.length > MAX_ANCHOR_LENGTH) {
    faults.push({
      code: 'InvalidValue',
      attribute: 'externalId',
      reason: `It must have at most ${MAX_ANCHOR_LENGTH} characters.`,
    });
  }
  const verdict = parseBulkRequest(envelopeOf([operationOf(line, data)]), 1);
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
  if (faults.length > 0) return { line, raw, person: undefined, faults };
  return { line, raw, person: { key, data, isLeaver: data.active === false }, faults: [] };
}

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
