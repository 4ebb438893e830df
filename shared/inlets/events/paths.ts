/** Values of a document by attribute path, as texts: of several paths the first that gives one. */
import { compileAttributePath } from '../../scim/attributePath';
import { isJsonObject, type Json } from '../../scim/json';
import { isScalar, type Scalar } from '../../value';

/** @returns `undefined` where no path leads to a single value that is not blank */
export function firstValue(documents: readonly Json[], paths: readonly string[]): Scalar | undefined {
  for (const document of documents) {
    if (!isJsonObject(document)) continue;
    for (const path of paths) {
      const value = compileAttributePath(path).read(document);
      if (isScalar(value) && String(value).trim() !== '') return value;
    }
  }
  return undefined;
}

export function firstText(documents: readonly Json[], paths: readonly string[]): string | null {
  const value = firstValue(documents, paths);
  return value === undefined ? null : String(value).trim();
}

/** A part of an answer or an event: members by name, elements of lists by number. */
export function partOf(document: Json | undefined, path: string): Json | undefined {
  let part: Json | undefined = document;
  for (const step of path.split('.')) {
    if (Array.isArray(part)) part = /^\d+$/.test(step) ? (part as readonly Json[])[Number(step)] : undefined;
    else part = isJsonObject(part) && Object.hasOwn(part, step) ? part[step] : undefined;
  }
  return part;
}
