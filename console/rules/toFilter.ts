/**
 * The log's filter as chips and as OData's `$filter`, and back: who edits the text sees the chips follow, where they can say
 * it. The pair is held to give back what it was given (`test/console/toFilter.test.ts`).
 */

/** Fields are absent where they are not filtered by; the lists are never empty. */
export interface LogFilter {
  /** An externalId, or a part of a name: `isId` tells which. */
  readonly person?: string;
  readonly status?: readonly string[];
  readonly action?: readonly string[];
  readonly code?: string;
  readonly upload?: string;
  readonly cycle?: string;
  readonly target?: string;
  /** ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

/** Ids have digits or an at sign, and no white space; names hardly ever do. */
export const isId = (person: string): boolean => /^\S*[\d@]\S*$/.test(person);

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

const equals = (field: string, value: string) => `${field} eq ${quote(value)}`;

function anyOf(field: string, values: readonly string[]): string {
  const all = values.map((value) => equals(field, value));
  return all.length === 1 ? (all[0] ?? '') : `(${all.join(' or ')})`;
}

export function toFilter(jobId: string, filter: LogFilter): string {
  const { person, status, action, code, upload, cycle, target, from, to } = filter;
  const parts = [
    equals('jobId', jobId),
    person !== undefined &&
      (isId(person) ? equals('sourceIdentity/id', person) : `contains(sourceIdentity/displayName,${quote(person)})`),
    status !== undefined && anyOf('provisioningStatusInfo/status', status),
    action !== undefined && anyOf('provisioningAction', action),
    code !== undefined && equals('provisioningStatusInfo/errorInformation/errorCode', code),
    upload !== undefined && equals('uploadId', upload),
    cycle !== undefined && equals('cycleId', cycle),
    target !== undefined && equals('targetIdentity/id', target),
    from !== undefined && `activityDateTime ge ${from}`,
    to !== undefined && `activityDateTime le ${to}`,
  ];
  return parts.filter(Boolean).join(' and ');
}

const TEXT = "'((?:[^']|'')*)'";
const EQUALS = new RegExp(`^([\\w/]+) eq ${TEXT}$`);
const CONTAINS = new RegExp(`^contains\\(sourceIdentity/displayName,\\s*${TEXT}\\)$`);
const TIME = /^activityDateTime (ge|le) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

const SINGLE: Readonly<Record<string, 'person' | 'code' | 'upload' | 'cycle' | 'target'>> = {
  'sourceIdentity/id': 'person',
  'provisioningStatusInfo/errorInformation/errorCode': 'code',
  'statusInfo/errorCode': 'code',
  uploadId: 'upload',
  cycleId: 'cycle',
  'targetIdentity/id': 'target',
};
const SEVERAL: Readonly<Record<string, 'status' | 'action'>> = {
  'provisioningStatusInfo/status': 'status',
  'statusInfo/status': 'status',
  provisioningAction: 'action',
  action: 'action',
};

/** @returns `undefined` for what the chips cannot say: it is then shown, and asked for, as the text that it is */
export function fromFilter(jobId: string, text: string): LogFilter | undefined {
  const filter: { -readonly [K in keyof LogFilter]: LogFilter[K] } = {};
  let isOfJob = false;
  for (const part of splitTop(text.trim(), ' and ')) {
    const read = readPart(part);
    if (read === undefined) return undefined;
    if (read.key === 'job') {
      if (read.value !== jobId) return undefined;
      isOfJob = true;
      continue;
    }
    if (filter[read.key] !== undefined) return undefined;
    Object.assign(filter, { [read.key]: read.value });
  }
  return isOfJob && isSame(jobId, filter, text) ? filter : undefined;
}

/** An id that looks like a name, and the other way round, would come out as another question. */
const isSame = (jobId: string, filter: LogFilter, text: string) =>
  filter.person === undefined ||
  toFilter(jobId, filter).includes('sourceIdentity/id') === /sourceIdentity\/id eq/.test(text);

type Read = { readonly key: keyof LogFilter | 'job'; readonly value: string | readonly string[] } | undefined;

function readPart(part: string): Read {
  const group = /^\((.*)\)$/s.exec(part)?.[1];
  const alternatives = splitTop(group ?? part, ' or ').map((one) => EQUALS.exec(one));
  const fields = new Set(alternatives.map((match) => match?.[1]));
  const [field] = fields;
  if (fields.size === 1 && field !== undefined) {
    const values = alternatives.map((match) => unquote(match?.[2] ?? ''));
    const several = SEVERAL[field];
    if (several !== undefined) return { key: several, value: values };
    const single = field === 'jobId' ? 'job' : SINGLE[field];
    const [value] = values;
    return single === undefined || values.length > 1 || value === undefined ? undefined : { key: single, value };
  }
  const name = CONTAINS.exec(part)?.[1];
  if (name !== undefined) return { key: 'person', value: unquote(name) };
  const [, operator, time] = TIME.exec(part) ?? [];
  if (operator === undefined || time === undefined) return undefined;
  return { key: operator === 'ge' ? 'from' : 'to', value: time };
}

const unquote = (text: string) => text.replaceAll("''", "'");

/** At the separators that stand in no quotes and no parentheses. */
function splitTop(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "'") isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0 && text.startsWith(separator, index)) {
      parts.push(text.slice(start, index).trim());
      start = index + separator.length;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** `24h` before this moment. */
export function rangeStart(range: string, now: number): string | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,3})([hd])$/.exec(range) ?? [];
  if (unit === '') return undefined;
  const hours = Number(amount) * (unit === 'd' ? 24 : 1);
  return new Date(now - hours * 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
}
