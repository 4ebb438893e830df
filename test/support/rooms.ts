/** The rooms of each layer (docs/architecture.md) as rules: staircases, small folders, names that are found again. */
import { posix } from 'node:path';
import { inAny, type Rule } from './architecture';
import { moduleName, type SourceFile } from './sourceTree';

/**
 * Rooms of a layer, ground first. A room may import its layer's hall (the files at its root) and rooms of earlier steps; a
 * hall imports no room. Types count. The layers below are free to all: `LAYERS` says which they are.
 */
export const ROOMS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'shared/engine': [['values', 'job'], ['expression'], ['schema'], ['person'], ['review']],
  'shared/inlets': [['presets', 'signatures'], ['events'], ['fetching', 'mapping'], ['parse']],
  'shared/store': [
    ['contract'],
    ['azure', 'rows'],
    ['memory', 'people'],
    ['jobs'],
    ['inlets', 'outlets', 'uploads'],
    ['retention'],
  ],
  'shared/targets': [['kit'], ['graphWords', 'ldap', 'scim'], ['graph', 'directory'], ['open']],
  'shared/pipeline': [
    ['queue'],
    ['person'],
    ['quarantine', 'uploads'],
    ['jobs', 'logs', 'people'],
    ['applications', 'inlets', 'overview'],
    ['outlets', 'preview', 'supervise'],
    ['agents'],
  ],
  'shared/api': [
    ['http', 'odata'],
    ['console', 'directory', 'jobs', 'logs'],
    ['applications', 'outlets', 'schema', 'uploads', 'overview'],
    ['inlets', 'preview'],
  ],
  cli: [['output', 'client', 'mapping'], ['files'], ['config', 'send'], ['commands'], ['program']],
  console: [['rules'], ['text'], ['api'], ['state'], ['auth', 'expression'], ['parts'], ['views'], ['app']],
};

const MOST_IN_A_FOLDER = 24;
const MOST_AT_A_ROOT = 6;

/** The room of a module of this layer, which its index may stand for; `undefined` for the hall. */
function roomOf(module: string, layer: string, heights: ReadonlyMap<string, number>): string | undefined {
  const [name = '', ...below] = module.slice(layer.length + 1).split('/');
  return below.length > 0 || heights.has(name) ? name : undefined;
}

const isIn = (module: string, layer: string) => module.startsWith(`${layer}/`);

/** @param rooms of each layer, ground first */
export function roomsAreStaircases(rooms: typeof ROOMS): Rule {
  return (files) =>
    Object.entries(rooms).flatMap(([layer, steps]) => {
      const heights = new Map(steps.flatMap((step, height) => step.map((room) => [room, height] as const)));
      return inAny(files, [layer]).flatMap((file) => climbs(file, layer, heights));
    });
}

function climbs(file: SourceFile, layer: string, heights: ReadonlyMap<string, number>): readonly string[] {
  const own = roomOf(moduleName(file.path), layer, heights);
  const height = own === undefined ? -1 : heights.get(own);
  if (height === undefined) return [`${file.path} is in a room that the table of rooms does not know`];
  return file.imports
    .filter(({ to, isPackage }) => !isPackage && isIn(to, layer))
    .filter(({ to }) => {
      const room = roomOf(to, layer, heights);
      return room !== undefined && room !== own && (heights.get(room) ?? Number.POSITIVE_INFINITY) >= height;
    })
    .map(({ to }) => `${file.path} imports ${to}`);
}

/** A folder is read at a glance, and a layer's root holds only what everybody in the layer passes. */
export const foldersAreSmall: Rule = (files) => {
  const sizes = new Map<string, number>();
  for (const { path } of files) sizes.set(posix.dirname(path), (sizes.get(posix.dirname(path)) ?? 0) + 1);
  return [...sizes].flatMap(([folder, size]) => {
    const most = folder in ROOMS || folder === 'shared' ? MOST_AT_A_ROOT : MOST_IN_A_FOLDER;
    return size > most ? [`${folder} holds ${size} files, ${most} are allowed`] : [];
  });
};

const EXPORTED =
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+([\w$]+)/gm;

/** Two things of one name in one folder: who imports one of them is never sure which. */
export const namesAreUniqueInAFolder: Rule = (files) => {
  const homes = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    for (const [, name] of text.matchAll(EXPORTED)) {
      const key = `${posix.dirname(path)}: ${name}`;
      homes.set(key, (homes.get(key) ?? new Set()).add(posix.basename(path)));
    }
  }
  return [...homes]
    .filter(([, where]) => where.size > 1)
    .map(([key, where]) => `${key} in ${[...where].join(' and ')}`);
};

const FILE_NAME = /(?<![\w./-])(?:[\w-]+\/)*[\w-]+(?:\.test)?\.ts\b(?!\.)/g;

/** The comments of a source file: all that is no code. Texts in quotes are taken out too: a test names files that are not. */
function commentsOf(text: string): string {
  const comments = text.match(/\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/[^\n]*/g) ?? [];
  return comments.join('\n');
}

/**
 * Every file that a comment or a document names exists, by its path from the root or by the end of it.
 *
 * @param documents texts in which everything counts
 * @param known paths from the root
 */
export function mentionedFilesExist(documents: readonly Pick<SourceFile, 'path' | 'text'>[], known: readonly string[]) {
  return (files: readonly SourceFile[]): readonly string[] => {
    const isKnown = (name: string) => known.some((path) => path === name || path.endsWith(`/${name}`));
    const texts = [...documents, ...files.map(({ path, text }) => ({ path, text: commentsOf(text) }))];
    return texts.flatMap(({ path, text }) =>
      [...new Set(text.match(FILE_NAME) ?? [])]
        .filter((name) => !isKnown(name))
        .map((name) => `${path} names ${name}, which does not exist`),
    );
  };
}
