/** Every number that has a name of its own, and what it comes to: limits, sizes, waits, and how long things are kept. */
import type { SourceFile } from '../support/sourceTree';

export const WHERE = ['functions', 'shared', 'local', 'cli', 'console'] as const;

const NAMED = /^(?:export )?const ([A-Z][A-Z\d_]*)(?:: [^=;]+)? = ([^;]+);(?: *\/\/.*)?$/gm;
const NAME = /\b[A-Z][A-Z\d_]*\b/g;
/** Arithmetic, lists and tables of it; nothing is called. */
const ARITHMETIC = /^(?!.*\w\()[\w\s.*+\-/()[\]{}:,]*$/s;

type Known = Readonly<Record<string, unknown>>;

/** `shared/pipeline/queue/errands.ts PEOPLE_A_MESSAGE 100`, a line each, in order of files. */
export function namedNumbers(files: readonly SourceFile[]): readonly string[] {
  const constants = files.flatMap(({ path, text }) =>
    [...text.matchAll(NAMED)].map(([, name = '', said = '']) => ({ path, name, expression: withoutTypes(said) })),
  );
  const elsewhere: Record<string, unknown> = {};
  // Twice, since a number may be made of one that stands in a later file.
  for (const { name, expression } of [...constants, ...constants]) elsewhere[name] ??= worthOf(expression, elsewhere);
  const here: Record<string, Record<string, unknown>> = {};
  return constants.flatMap(({ path, name, expression }) => {
    const known = here[path] ?? {};
    here[path] = known;
    known[name] = worthOf(expression, { ...elsewhere, ...known });
    return known[name] === undefined ? [] : [`${path} ${name} ${JSON.stringify(known[name])}`];
  });
}

const withoutTypes = (expression: string) =>
  expression
    .replace(/\/\/.*$/gm, '')
    .replace(/\b(?:as|satisfies) [^;]*$/, '')
    .trim();

/** @returns `undefined` for what is no number, nor made of numbers alone */
function worthOf(expression: string, known: Known): unknown {
  if (!ARITHMETIC.test(expression)) return undefined;
  const said = expression.replace(NAME, (name) => (known[name] === undefined ? name : JSON.stringify(known[name])));
  try {
    const worth: unknown = new Function(`return (${said})`)();
    return isNumbers(worth) ? worth : undefined;
  } catch {
    return undefined; // made of what is no number
  }
}

function isNumbers(worth: unknown): boolean {
  if (typeof worth !== 'object' || worth === null) return typeof worth === 'number';
  const all = Object.values(worth);
  return all.length > 0 && all.every(isNumbers);
}
