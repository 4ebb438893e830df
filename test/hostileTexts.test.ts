/**
 * No text of 100,000 characters keeps a worker busy: every exported function of ours that is handed a text first looks at each
 * character a bounded number of times. A pattern that looks again and again takes seconds here, and a linear one nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSourceTree } from './support/sourceTree';

const ROOT = join(__dirname, '..');
const LENGTH = 100_000;
/** What no pattern of a linear kind takes for one text, on a slow machine either. */
const NOTHING_MS = 150;
/** Four times the length: four times the work, and never sixteen times. */
const SHORTER = 4;
const MOST_GROWTH = 10;

/** Each is repeated to the length wanted; the end is what makes a pattern that hoped for another one look again. */
const PIECES = ['a', ' ', '/', '\\', '=', ',', '0', '(', "'", '.', 'a=', '[a'];
const ENDS = ['', '!\u0000'];
const hostile = (piece: string, end: string, length: number) => piece.repeat(Math.ceil(length / piece.length)) + end;

/** `export function parseFilter(text: string)`, and what else takes a text first and can do with nothing more. */
const TAKES_TEXT =
  /^export function ((?:parse|read|is|same|to|read|unescape|split|canonical|domain|parent|first|redact)\w*)\(\s*\w+: (?:string|unknown|string \| (?:null|undefined)|Scalar)(?:,?\s*\)|, \w+(?:\?|: [^)]* =))/gm;

interface Parser {
  readonly path: string;
  readonly name: string;
}

const PARSERS: readonly Parser[] = readSourceTree(ROOT, ['shared']).flatMap(({ path }) =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(TAKES_TEXT)].map(([, name = '']) => ({ path, name })),
);

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  try {
    work();
  } catch {
    // To be refused is one way to end.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** @returns what took too long, and how much longer than a quarter of it; nothing where all is well */
function slowness(parse: (text: string) => unknown, piece: string, end: string, length = LENGTH): string | undefined {
  const long = hostile(piece, end, length);
  const least = (text: string) => Math.min(...[1, 2, 3].map(() => cpuMs(() => parse(text))));
  // Once more where it took its time: the garbage of everything before may have been collected meanwhile.
  if (cpuMs(() => parse(long)) < NOTHING_MS) return undefined;
  const ms = least(long);
  if (ms < NOTHING_MS) return undefined;
  const short = hostile(piece, end, length / SHORTER);
  const growth = ms / Math.max(least(short), 1);
  return growth > MOST_GROWTH
    ? `${JSON.stringify(piece)} … ${JSON.stringify(end)}: ${Math.round(growth)} times`
    : undefined;
}

test('there are parsers to feed', () => {
  expect(PARSERS.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['parseFilter', 'parseExpression', 'isDistinguishedName', 'parentName', 'parseTimestamp']),
  );
});

test.each(PARSERS)('$path $name', async ({ path, name }) => {
  const module = (await import(join(ROOT, path))) as Readonly<Record<string, (text: string) => unknown>>;
  const parse = module[name];
  expect(parse).toBeInstanceOf(Function);
  if (parse === undefined) return;
  const slow = PIECES.flatMap((piece) => ENDS.map((end) => slowness(parse, piece, end)));
  expect(slow.filter((one) => one !== undefined)).toEqual([]);
});

test('a pattern that looks again and again is found', () => {
  const quadratic = (text: string) => text.replace(/\/+$/, '');
  expect(slowness(quadratic, '/', '!x', LENGTH / 4)).toMatch(/^"\/" … "!x": \d+ times$/);
});
