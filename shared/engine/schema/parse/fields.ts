/**
 * Reads the members of a JSON object as clients send them: what is missing gets its default, what is of the wrong type is
 * reported with its place, and members nobody asks for are passed over.
 */
import { isJsonObject, type Json, type JsonObject } from '../../../scim/json';
import type { KeyValue } from '../../synchronizationSchema';
import type { Report } from './faults';

export class Fields {
  constructor(
    private readonly object: JsonObject,
    /** Place of the object in the document; empty for the document itself. */
    readonly path: string,
    readonly report: Report,
  ) {}

  /** Place of a member. */
  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  has(name: string): boolean {
    return this.object[name] !== undefined;
  }

  /** The member as it stands. */
  value(name: string): Json | undefined {
    return this.object[name];
  }

  /** A text that must be there. Reported and empty when it is not. */
  text(name: string): string {
    const value = this.object[name];
    if (value === undefined || value === null || value === '') {
      this.report(this.at(name), 'MissingProperty', `${this.at(name)} must be a non-empty string.`);
      return '';
    }
    return this.optionalText(name) ?? '';
  }

  optionalText(name: string): string | null {
    const value = this.object[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value !== undefined && value !== null) this.mistyped(name, 'a string', value);
    return null;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.object[name] ?? fallback;
    if (typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.toLowerCase() : '';
    if (text === 'true' || text === 'false') return text === 'true';
    this.mistyped(name, 'true or false', value);
    return fallback;
  }

  integer(name: string, fallback: number): number {
    const value = this.object[name] ?? fallback;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
    this.mistyped(name, 'a whole number', value);
    return fallback;
  }

  /** One of a closed set, whatever its case. */
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.object[name] ?? fallback;
    const choice = choices.find((each) => typeof value === 'string' && each.toLowerCase() === value.toLowerCase());
    if (choice !== undefined) return choice;
    const message = `${this.at(name)} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}.`;
    this.report(this.at(name), 'InvalidValue', message);
    return fallback;
  }

  /** An object as it stands, or `null` for none. */
  optionalObject(name: string): JsonObject | null {
    const value = this.object[name];
    if (isJsonObject(value)) return value;
    if (value !== undefined && value !== null) this.mistyped(name, 'an object', value);
    return null;
  }

  /** An object, or `undefined` for none. */
  child(name: string): Fields | undefined {
    const value = this.optionalObject(name);
    return value === null ? undefined : new Fields(value, this.at(name), this.report);
  }

  /** For documents whose readers must not pass over a misspelled member. */
  refuseOthers(known: readonly string[]): void {
    for (const name of Object.keys(this.object)) {
      if (known.includes(name)) continue;
      this.report(this.at(name), 'InvalidValue', `${this.at(name)} is unknown; expected ${known.join(', ')}.`);
    }
  }

  /** A list of objects; a missing one is empty. */
  children(name: string): readonly Fields[] {
    return this.list(name).flatMap((element, index) => {
      const path = `${this.at(name)}[${index}]`;
      if (isJsonObject(element)) return [new Fields(element, path, this.report)];
      this.report(path, 'InvalidType', `${path} must be an object.`);
      return [];
    });
  }

  texts(name: string): readonly string[] {
    return this.list(name).flatMap((element, index) => {
      if (typeof element === 'string') return [element];
      if (typeof element === 'number' || typeof element === 'boolean') return [String(element)];
      const path = `${this.at(name)}[${index}]`;
      this.report(path, 'InvalidType', `${path} must be a string.`);
      return [];
    });
  }

  keyValues(name: string): readonly KeyValue[] {
    return this.children(name).map((pair) => ({ key: pair.text('key'), value: pair.optionalText('value') }));
  }

  private list(name: string): readonly Json[] {
    const value = this.object[name];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    this.mistyped(name, 'an array', value);
    return [];
  }

  private mistyped(name: string, expected: string, value: Json): void {
    this.report(this.at(name), 'InvalidType', `${this.at(name)} must be ${expected}, got ${JSON.stringify(value)}.`);
  }
}
