/** Answers as attribute paths can read them. */
import { isJsonObject, type Json, type JsonObject } from '../../scim/json';

/**
 * `{"/work/title": {"value": "Lead"}}` as `{"work": {"title": "Lead"}}`; what is nested already stays so. HiBob answers in
 * either form, depending on what was asked for.
 */
export function withSlashKeysUnfolded(document: Json): Json {
  if (!isJsonObject(document)) return document;
  const unfolded = emptyObject();
  for (const [key, value] of Object.entries(document)) {
    if (!key.startsWith('/')) unfolded[key] = merged(unfolded[key], value);
  }
  for (const [key, value] of Object.entries(document)) {
    if (key.startsWith('/')) put(unfolded, key.slice(1).split('/'), wrappedIn(value));
  }
  return unfolded;
}

type Draft = Record<string, Json | undefined>;
/** Without a prototype: a key is never more than a key. */
const emptyObject = (): Draft => Object.create(null);

const wrappedIn = (value: Json | undefined) =>
  isJsonObject(value) && Object.hasOwn(value, 'value') ? value.value : value;

function put(into: Draft, [step = '', ...below]: readonly string[], value: Json | undefined): void {
  if (below.length === 0) {
    into[step] = merged(into[step], value);
    return;
  }
  const inner: Draft = Object.assign(emptyObject(), isJsonObject(into[step]) ? into[step] : {});
  put(inner, below, value);
  into[step] = inner as JsonObject;
}

function merged(known: Json | undefined, value: Json | undefined): Json | undefined {
  return isJsonObject(known) && isJsonObject(value) ? Object.assign(emptyObject(), known, value) : value;
}

/** Words that a vendor writes for none, as none, wherever they stand. */
export function withoutBlankWords(document: Json, words: readonly string[]): Json {
  if (words.length === 0) return document;
  if (typeof document === 'string') return words.includes(document) ? null : document;
  if (Array.isArray(document)) return document.map((element) => withoutBlankWords(element, words));
  if (!isJsonObject(document)) return document;
  const cleaned = emptyObject();
  for (const [name, value] of Object.entries(document)) {
    cleaned[name] = value === undefined ? undefined : withoutBlankWords(value, words);
  }
  return cleaned;
}
