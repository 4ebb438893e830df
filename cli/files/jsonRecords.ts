/**
 * People of a JSON file, cut out of the stream one by one: of a bulk request, of a list response, of an array, one a line,
 * or a single one. Memory holds one person at a time (spec/hands.md 1.5, step 1).
 */
import { isJsonObject, type JsonObject } from '../../shared/scim/json';
import { usage } from '../exit';

export interface JsonRecord {
  /** Of its beginning, from 1. */
  readonly line: number;
  readonly value: JsonObject;
  readonly raw: string;
}

const MOST_CHARACTERS = 10 * 1_048_576;
/** As deep as the door takes (`payload.ts`), and the operation around it. */
const MOST_LEVELS = 66;

/** Members whose elements are what is looked for. */
const LISTS = new Set(['Operations', 'Resources']);

/** Cuts texts into JSON values at a depth: 1 within an array, 2 within `Operations` or `Resources`. */
class Cutter {
  readonly #file: string;
  #line = 1;
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** The record that is being cut, and where it began. */
  #record = '';
  #recordLine = 1;
  #recordDepth = 0;
  /** The top-level value, while it may turn out to be a single person. */
  #whole: string | undefined;
  #wholeLine = 1;
  /** How deep the elements' brackets stand in; 0 outside of a list. */
  #listDepth = 0;
  /** The last text at depth 1 of an object, which a list may be the value of. */
  #key = '';
  #word = '';

  constructor(file: string) {
    this.#file = file;
  }

  *take(text: string): Generator<JsonRecord> {
    for (const character of text) {
      const done = this.#step(character);
      if (done !== undefined) yield done;
    }
  }

  /** @throws {Failure} 2 when something is not closed */
  end(): void {
    if (this.#depth === 0 && !this.#inText) return;
    throw usage('The JSON ends before it is complete.', { code: 'NoJson', place: `${this.#file}:${this.#line}` });
  }

  #step(character: string): JsonRecord | undefined {
    if (character === '\n') this.#line += 1;
    if (this.#recordDepth > 0) this.#record = this.#longer(this.#record, character, this.#recordLine);
    else if (this.#whole !== undefined) this.#whole = this.#longer(this.#whole, character, this.#wholeLine);
    if (this.#inText) return this.#inside(character);
    if (character === '{' || character === '[') return this.#open(character);
    if (character === '}' || character === ']') return this.#close();
    if (this.#isBetween && !/[\s,]/.test(character)) throw this.#unexpected(character);
    if (character === '"') {
      this.#inText = true;
      this.#word = '';
    } else if (character === ':' && this.#depth === 1) this.#key = this.#word;
    return undefined;
  }

  /** Where only people, and commas, may stand. */
  get #isBetween(): boolean {
    return this.#recordDepth === 0 && this.#whole === undefined && this.#depth === this.#listDepth;
  }

  #inside(character: string): undefined {
    if (this.#escaped) this.#escaped = false;
    else if (character === '\\') this.#escaped = true;
    else if (character === '"') this.#inText = false;
    else if (this.#depth === 1) this.#word += character;
  }

  #open(character: string): undefined {
    this.#depth += 1;
    if (this.#recordDepth > 0) {
      if (this.#depth - this.#recordDepth > MOST_LEVELS) throw this.#tooDeep();
    } else if (this.#listDepth > 0 && this.#depth === this.#listDepth + 1) {
      if (character === '[') throw this.#unexpected('a list');
      this.#record = character;
      this.#recordLine = this.#line;
      this.#recordDepth = this.#depth;
    } else if (this.#depth === 1) {
      this.#listDepth = character === '[' ? 1 : 0;
      this.#whole = character === '{' ? character : undefined;
      this.#wholeLine = this.#line;
    } else if (this.#depth === 2 && character === '[' && LISTS.has(this.#key)) {
      this.#listDepth = 2;
      this.#whole = undefined;
    } else if (this.#depth > MOST_LEVELS) throw this.#tooDeep();
  }

  #close(): JsonRecord | undefined {
    this.#depth -= 1;
    if (this.#depth < 0) throw this.#unexpected('a closing bracket');
    if (this.#recordDepth > 0) {
      if (this.#depth >= this.#recordDepth) return undefined;
      this.#recordDepth = 0;
      return this.#parsed(this.#record, this.#recordLine);
    }
    if (this.#depth < this.#listDepth) this.#listDepth = 0;
    if (this.#depth > 0 || this.#whole === undefined) return undefined;
    const whole = this.#whole;
    this.#whole = undefined;
    return this.#parsed(whole, this.#wholeLine);
  }

  #longer(text: string, character: string, line: number): string {
    if (text.length > MOST_CHARACTERS) throw this.#tooLarge(line);
    return text + character;
  }

  #parsed(raw: string, line: number): JsonRecord {
    try {
      const value: unknown = JSON.parse(raw);
      if (isJsonObject(value)) return { line, value: personOf(value), raw };
    } catch (error) {
      const { message } = error as Error;
      throw usage(`This is no JSON: ${message}.`, { code: 'NoJson', place: `${this.#file}:${line}`, cause: error });
    }
    throw this.#unexpected('a value');
  }

  #unexpected(what: string): Error {
    return usage(`Expected a person, found ${what}.`, {
      code: 'NoJson',
      place: `${this.#file}:${this.#line}`,
      advice: 'A file is a bulk request, {"Resources": […]}, an array of users, one user, or one user a line.',
    });
  }

  #tooDeep(): Error {
    return usage(`Nested deeper than 64 levels.`, { code: 'TooDeep', place: `${this.#file}:${this.#line}` });
  }

  #tooLarge(line: number): Error {
    return usage('A person of more than 10 MiB.', { code: 'TooLarge', place: `${this.#file}:${line}` });
  }
}

/** Of an operation of a bulk request its data. */
function personOf(value: JsonObject): JsonObject {
  return isJsonObject(value.data) && typeof value.method === 'string' ? value.data : value;
}

/** @throws {Failure} 2 with the line where the text is no JSON */
export async function* jsonRecords(text: AsyncIterable<string>, file: string): AsyncGenerator<JsonRecord> {
  const cutter = new Cutter(file);
  for await (const part of text) yield* cutter.take(part);
  cutter.end();
}
