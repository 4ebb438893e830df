/** Objects and lists of texts in a definition. */
import type { Fields } from '../../engine/schema/parse/fields';

/** @returns without what is no text, which is reported */
export function readTexts(fields: Fields, name: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(fields.optionalObject(name) ?? {})) {
    const path = `${fields.at(name)}.${key}`;
    if (typeof value === 'string') texts[key] = value;
    else fields.report(path, 'InvalidType', `${path} must be a string.`);
  }
  return texts;
}

/** One path, or several of which the first that gives a value counts. */
export function readPaths(fields: Fields, name: string): readonly string[] {
  const paths = typeof fields.value(name) === 'string' ? [fields.text(name)] : fields.texts(name);
  for (const path of paths) {
    if (path.trim() === '') fields.report(fields.at(name), 'InvalidValue', `${fields.at(name)} must not be blank.`);
  }
  return paths;
}
