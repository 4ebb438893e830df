/**
 * PowerShell data files, as Microsoft's CSV2SCIM takes its mapping from: read, never run (spec/hands.md 1.6). Hashtables, lists
 * of them, texts and a few kinds of script block; anything else is told with line and column. Pure.
 */
import type { Rule } from './mappingFile';

export class Psd1Fault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.name = 'Psd1Fault';
    this.line = line;
    this.column = column;
  }
}

export type Psd1 = Rule | readonly Psd1Table[] | Psd1Table;
/** By key, in their order. */
export interface Psd1Table {
  readonly entries: readonly (readonly [key: string, value: Psd1])[];
}

const DEEPEST = 16;
const LONGEST = 1_048_576;

/** @throws {Psd1Fault} */
export function parsePsd1(text: string): Psd1Table {
  const reader = new Reader(text);
  if (text.length > LONGEST) throw reader.fault('The file is larger than 1 MiB');
  const table = reader.table(1);
  reader.end();
  return table;
}

const KEY = /[\w.:-]+/y;
const BLANK = /(?:\s|<#[\s\S]*?#>|#[^\r\n]*)+/y;
const COLUMN = String.raw`\$_\.(?:'((?:[^']|'')*)'|"([^"\`$]*)"|(\w+))`;
const TEXT = String.raw`(?:'((?:[^']|'')*)'|"([^"\`$]*)")`;

/** What a script block may be, and the rule it is. */
const BLOCKS: readonly (readonly [RegExp, (parts: readonly string[]) => Rule])[] = [
  [new RegExp(`^${TEXT}$`), ([text = '']) => ({ value: text })],
  [/^\$(true|false)$/i, ([word = '']) => ({ value: word.toLowerCase() === 'true' })],
  [new RegExp(`^${COLUMN}$`), ([column = '']) => `[${column}]`],
  [
    new RegExp(`^${COLUMN}\\s+-(i?eq|i?ne)\\s+${TEXT}$`, 'i'),
    ([column = '', operator = '', word = '']) => {
      const isEqual = operator.toLowerCase().endsWith('eq');
      return { column, values: { [word]: isEqual }, otherwise: !isEqual };
    },
  ],
  [
    new RegExp(`^${COLUMN}\\s+-i?replace\\s+${TEXT}\\s*,\\s*${TEXT}$`, 'i'),
    ([column = '', pattern = '', by = '']) =>
      `Replace([${column}], , ${quoted(`(?i)${pattern}`)}, , ${quoted(by)}, , )`,
  ],
  [new RegExp(`^${COLUMN}\\.ToLower\\(\\)$`, 'i'), ([column = '']) => `ToLower([${column}], )`],
  [new RegExp(`^${COLUMN}\\.ToUpper\\(\\)$`, 'i'), ([column = '']) => `ToUpper([${column}], )`],
  [new RegExp(`^${COLUMN}\\.Trim\\(\\)$`, 'i'), ([column = '']) => `Trim([${column}])`],
];

const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\ufeff/, '');
  }

  fault(message: string, at = this.#at): Psd1Fault {
    const before = this.#text.slice(0, at).split('\n');
    return new Psd1Fault(message, before.length, (before.at(-1)?.length ?? 0) + 1);
  }

  table(depth: number): Psd1Table {
    if (depth > DEEPEST) throw this.fault(`Nested deeper than ${DEEPEST} levels`);
    this.#take('@{', 'a hashtable: @{ … }');
    const entries: (readonly [string, Psd1])[] = [];
    for (;;) {
      while (this.#skips(';'));
      if (this.#skips('}')) return { entries };
      const key = this.#key();
      this.#take('=', '= and a value');
      entries.push([key, this.#value(depth)]);
    }
  }

  end(): void {
    this.#blank();
    if (this.#at < this.#text.length) throw this.fault('Expected the end of the file');
  }

  #value(depth: number): Psd1 {
    this.#blank();
    if (this.#text.startsWith('@{', this.#at)) return this.table(depth + 1);
    if (this.#text.startsWith('@(', this.#at)) return this.#list(depth);
    if (this.#text.startsWith('{', this.#at)) return this.#block();
    const [constant, word = ''] = this.#match(/\$(true|false|null)\b/iy) ?? [];
    if (constant !== undefined) return { value: word.toLowerCase() === 'null' ? '' : word.toLowerCase() === 'true' };
    return `[${this.#quotedText('a column in quotes, @{ … }, @( … ) or { … }')}]`;
  }

  #list(depth: number): readonly Psd1Table[] {
    this.#take('@(', '@(');
    const tables: Psd1Table[] = [];
    for (;;) {
      while (this.#skips(',') || this.#skips(';'));
      if (this.#skips(')')) return tables;
      tables.push(this.table(depth + 1));
    }
  }

  #block(): Rule {
    const start = this.#at;
    const [whole, body = ''] = this.#match(/\{((?:'[^']*'|"[^"]*"|[^'"{}])*)\}/y) ?? [];
    for (const [pattern, make] of BLOCKS) {
      const found = whole === undefined ? null : pattern.exec(body.trim());
      if (found !== null)
        return make(
          found
            .slice(1)
            .filter((part) => part !== undefined)
            .map((part) => part.replaceAll("''", "'")),
        );
    }
    throw this.fault(
      'This script is not run. Map the attribute in a mapping of ours, with an expression such as Join(" ", [First], [Last])',
      start,
    );
  }

  #key(): string {
    this.#blank();
    const quote = this.#text[this.#at];
    if (quote === "'" || quote === '"') return this.#quotedText('a key');
    const [key] = this.#match(KEY) ?? [];
    if (key === undefined) throw this.fault('Expected a key');
    return key;
  }

  #quotedText(expected: string): string {
    const [whole, single, double] = this.#match(new RegExp(TEXT, 'y')) ?? [];
    if (whole === undefined) throw this.fault(`Expected ${expected}`);
    return (single ?? double ?? '').replaceAll("''", "'");
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #blank(): void {
    this.#match(BLANK);
  }

  #skips(text: string): boolean {
    this.#blank();
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #take(text: string, expected: string): void {
    if (!this.#skips(text)) throw this.fault(`Expected ${expected}`);
  }
}
