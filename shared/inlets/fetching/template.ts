/** Texts of a recipe with `{names}` in them, completed so that no value can be more than the value it is. */
import { isJsonObject, type Json } from '../../scim/json';

export type Names = Readonly<Record<string, string>>;

const NAME = /\{(\w+)\}/g;

/** The names that a text asks for, each once. */
export function namesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(NAME)].map(([, name = '']) => name))];
}

/** @param encode what a value becomes in the place it is put */
export function complete(text: string, names: Names, encode: (value: string) => string = (value) => value): string {
  return text.replace(NAME, (whole, name: string) => (Object.hasOwn(names, name) ? encode(names[name] ?? '') : whole));
}

/** A body: its texts completed, so that JSON is written around values and never by them. */
export function completeJson(body: unknown, names: Names): Json {
  if (typeof body === 'string') return complete(body, names);
  if (Array.isArray(body)) return body.map((element) => completeJson(element, names));
  if (!isJsonObject(body)) return (body ?? null) as Json;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, completeJson(value, names)]));
}

/** A value in an address: one segment of the path or one value of the query. */
export const encodeSegment = encodeURIComponent;

/** Addresses are put in order by those who follow them: these two would lead elsewhere, encoded or not. */
export function isSegment(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..' && isWellFormed(value);
}

/** Lone halves of a character have no encoding. */
const isWellFormed = (value: string) =>
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value);
