/**
 * Text to the records of a table (RFC 4180, and what else stands in files): cut where lines end, at once where no quote stands, cell by
 * cell where one does. A parser that looks at each character takes ten times as long, before the first request is sent.
 *
 * What ends the first line tells how lines end: a line break, with or without a carriage return before it; or a carriage
 * return alone. A cell that begins with a quote ends with one, and a doubled one within is one; where something else stands behind
 * it, or a quote stands anywhere else, quotes are text: `19" rack`, `"A" team`. Pure.
 */

export interface TableRecord {
  /** Of the record's beginning, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** As in the file, without its line break. */
  readonly raw: string;
}

/** Where a record would begin that ends nowhere. */
export interface OpenRecord {
  readonly line: number;
  /** Of the cell whose quote is not closed, from 1. */
  readonly column: number;
  readonly characters: number;
}

interface Cut {
  readonly cells: readonly string[];
  /** Where it stands, or the length of a text whose last line has none. */
  readonly lineEnd: number;
}

export class RecordCutter {
  readonly #delimiter: string;
  /** What is not cut yet. */
  #text = '';
  #isWhole = false;
  #at = 0;
  #line = 1;
  /** What lines end with; unknown before the first has ended. */
  #lineEnd: '\n' | '\r' | undefined;
  /** The next quote at or behind `#at`. */
  #quote = -1;
  /** Of a record that is not complete. */
  #column = 1;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The records that are complete with this part of the text. */
  *take(part: string): Generator<TableRecord> {
    this.#text = this.#text.slice(this.#at) + part;
    this.#at = 0;
    this.#quote = -1;
    yield* this.#records();
  }

  /** What the end of the text completes: a last line that does not end. */
  *end(): Generator<TableRecord> {
    this.#isWhole = true;
    yield* this.#records();
  }

  /** Of what is taken and not cut; `undefined` for nothing. */
  get open(): OpenRecord | undefined {
    const characters = this.#text.length - this.#at;
    return characters === 0 ? undefined : { line: this.#line, column: this.#column, characters };
  }

  *#records(): Generator<TableRecord> {
    for (let cut = this.#next(); cut !== undefined; cut = this.#next()) {
      const { cells, lineEnd } = cut;
      const raw = withoutReturn(this.#text.slice(this.#at, lineEnd));
      yield { line: this.#line, cells, raw };
      this.#line += 1 + lineBreaks(raw);
      this.#at = Math.min(lineEnd + 1, this.#text.length);
    }
  }

  #next(): Cut | undefined {
    const text = this.#text;
    this.#column = 1;
    if (this.#at === text.length) return undefined;
    if (this.#quote < this.#at) {
      const quote = text.indexOf('"', this.#at);
      this.#quote = quote < 0 ? text.length : quote;
    }
    const lineEnd = this.#lineEndFrom(this.#at, this.#quote);
    if (lineEnd < 0) return this.#quote < text.length ? this.#quoted() : undefined;
    const line = withoutReturn(text.slice(this.#at, lineEnd));
    return { cells: line.split(this.#delimiter), lineEnd };
  }

  /** A record with quotes, cell by cell. */
  #quoted(): Cut | undefined {
    const text = this.#text;
    const cells: string[] = [];
    for (let at = this.#at; ; ) {
      this.#column = cells.length + 1;
      const closing = text[at] === '"' ? this.#closing(at) : at - 1;
      if (closing === undefined) return undefined;
      const lineEnd = this.#lineEndFrom(closing + 1, text.length);
      if (lineEnd < 0) return undefined;
      const behind = text.slice(closing + 1, lineEnd);
      const delimiter = behind.indexOf(this.#delimiter);
      const rest = delimiter < 0 ? withoutReturn(behind) : behind.slice(0, delimiter);
      cells.push(closing < at ? rest : contentOf(text.slice(at + 1, closing), rest));
      if (delimiter < 0) return { cells, lineEnd };
      at = closing + 1 + delimiter + this.#delimiter.length;
    }
  }

  /** Of the quote at `at`; `undefined` where it, or whether it is doubled, cannot be told yet. */
  #closing(at: number): number | undefined {
    for (let quote = this.#text.indexOf('"', at + 1); quote >= 0; quote = this.#text.indexOf('"', quote + 2)) {
      if (quote + 1 === this.#text.length) return this.#isWhole ? quote : undefined;
      if (this.#text[quote + 1] !== '"') return quote;
    }
    return undefined;
  }

  /** @param from outside of quotes @returns -1 for none before `until`; the end of the whole text ends its last line */
  #lineEndFrom(from: number, until: number): number {
    const text = this.#text;
    this.#lineEnd ??= this.#firstLineEnd(from, until);
    const found = this.#lineEnd === undefined ? -1 : text.indexOf(this.#lineEnd, from);
    if (found >= 0) return found < until ? found : -1;
    return this.#isWhole && until === text.length ? until : -1;
  }

  #firstLineEnd(from: number, until: number): '\n' | '\r' | undefined {
    const text = this.#text;
    for (let at = from; at < until; at += 1) {
      if (text[at] === '\n') return '\n';
      if (text[at] !== '\r') continue;
      if (at + 1 < text.length) return text[at + 1] === '\n' ? '\n' : '\r';
      return this.#isWhole ? '\r' : undefined;
    }
    return undefined;
  }
}

/** @param rest between the closing quote and the end of the cell */
function contentOf(quoted: string, rest: string): string {
  const content = quoted.replaceAll('""', '"');
  return rest === '' ? content : `"${content}"${rest}`;
}

/** Of a line that ends with a break, or differently from the first one. */
function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function lineBreaks(raw: string): number {
  return /[\r\n]/.test(raw) ? (raw.match(/\r\n|\n|\r/g)?.length ?? 0) : 0;
}
