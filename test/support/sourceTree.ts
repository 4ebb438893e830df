/** Source files as the architecture's rules look at them: which modules they name, and what is left of them as code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { transformSync } from 'esbuild';

export interface Import {
  /** A path from the repository's root without its extension (`shared/errors`), or a package (`node:fs`, `jose`). */
  readonly to: string;
  readonly isPackage: boolean;
  /** Gone when the types are: names only types. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the repository's root, with its extension: `shared/errors.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** Every TypeScript file below these folders; a folder that does not exist yet has none. */
export function readSourceTree(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) => listFiles(root, folder)).map((path) => sourceFile(path, read(root, path)));
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, imports: readImports(path, text) };
}

/** The code without comments and types: what really runs. */
export function codeOf(text: string, loader: 'ts' | 'tsx' = 'ts'): string {
  const jsx = loader === 'tsx' ? { jsx: 'automatic' as const, jsxImportSource: 'preact' } : {};
  return transformSync(text, { loader, ...jsx, minifyWhitespace: true, charset: 'utf8', legalComments: 'none' }).code;
}

export const loaderOf = (path: string): 'ts' | 'tsx' => (path.endsWith('.tsx') ? 'tsx' : 'ts');

/** `shared/errors` for the file of that name, and for the index of a folder of that name. */
export function moduleName(path: string): string {
  return path.replace(/\/index\.ts$/, '').replace(/(?:\.d)?\.tsx?$/, '');
}

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

function listFiles(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((path) => /\.tsx?$/.test(path))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** `import … from 'x'` and `export … from 'x'`; the formatter puts each at the start of a line. */
const NAMING = /^(?:import|export)\s+(type\s+)?([\w$*{][^'";]*?)\s*\bfrom\s+['"]([^'"]+)['"]/gm;
/** `import 'x'` */
const BARE = /^import\s+['"]([^'"]+)['"]/gm;
const CALL = /\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g;

function readImports(path: string, text: string): readonly Import[] {
  const naming = [...text.matchAll(NAMING)].map(([, type, names = '', specifier = '']) =>
    resolve(path, specifier, type !== undefined || namesOnlyTypes(names)),
  );
  const bare = [...text.matchAll(BARE)].map(([, specifier = '']) => resolve(path, specifier, false));
  const calls = [...codeOf(text, loaderOf(path)).matchAll(CALL)].map(([, specifier = '']) =>
    resolve(path, specifier, false),
  );
  return [...naming, ...bare, ...calls];
}

/** `{ type A, type B }` */
function namesOnlyTypes(names: string): boolean {
  const list = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  if (list === undefined) return false;
  const members = list.split(',').map((name) => name.trim());
  return members.every((name) => name === '' || name.startsWith('type '));
}

function resolve(path: string, specifier: string, typeOnly: boolean): Import {
  if (!specifier.startsWith('.')) return { to: specifier, isPackage: true, typeOnly };
  const to = posix.join(posix.dirname(path), specifier).replace(/\.ts$/, ''); // a lazy import names the file
  return { to, isPackage: false, typeOnly };
}
