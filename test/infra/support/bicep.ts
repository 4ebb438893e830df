/**
 * Bicep files as syntax trees. The grammar knows form alone: it finds a bracket that is missing and not a type that is wrong,
 * so names and parameters are followed here, and types by the real compiler, elsewhere (docs/deploy.md).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';

const GRAMMAR = require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');

export interface Template {
  /** By name, such as `main.bicep`. */
  readonly files: ReadonlyMap<string, Node>;
}

/** @param texts of the files, by name */
export async function parseTemplate(texts: Readonly<Record<string, string>>): Promise<Template> {
  await Parser.init({ locateFile: (name: string) => join(require.resolve('web-tree-sitter'), '..', name) });
  const parser = new Parser().setLanguage(await Language.load(new Uint8Array(readFileSync(GRAMMAR))));
  const files = Object.entries(texts).map(([name, text]) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error(`${name} was not parsed.`);
    return [name, tree.rootNode] as const;
  });
  return { files: new Map(files) };
}

/** Where a node stands, as an editor says it. */
export const placeOf = (file: string, { startPosition: { row, column } }: Node) => `${file}:${row + 1}:${column + 1}`;

export function childrenOf(node: Node): readonly Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

export function everyNode(node: Node): readonly Node[] {
  return [node, ...node.children.filter((child) => child !== null).flatMap(everyNode)];
}

export interface Declaration {
  readonly name: string;
  /** Of a resource its type without the version, of a module its file. */
  readonly of: string;
  readonly node: Node;
  readonly body: Node | undefined;
}

export function declarations(root: Node, kind: 'resource' | 'module'): readonly Declaration[] {
  return childrenOf(root)
    .filter(({ type }) => type === `${kind}_declaration`)
    .map((node) => {
      const [name, of] = childrenOf(node);
      return {
        name: name?.text ?? '',
        of: textOf(of).replace(/@.*$/, ''),
        node,
        body: everyNode(node).find(({ type }) => type === 'object'),
      };
    });
}

export interface Parameter {
  readonly name: string;
  readonly hasDefault: boolean;
}

export function parametersOf(root: Node): readonly Parameter[] {
  return childrenOf(root)
    .filter(({ type }) => type === 'parameter_declaration')
    .map((node) => {
      const [name] = childrenOf(node);
      return { name: name?.text ?? '', hasDefault: childrenOf(node).length > 2 };
    });
}

/** The properties of an object; a key may stand in quotes. */
export function propertiesOf(object: Node | undefined): ReadonlyMap<string, Node> {
  const entries = childrenOf(object ?? ({ namedChildren: [] } as unknown as Node))
    .filter(({ type }) => type === 'object_property')
    .flatMap((property) => {
      const [key, value] = childrenOf(property);
      return key === undefined || value === undefined ? [] : [[textOf(key), value] as const];
    });
  return new Map(entries);
}

/** @param path such as `properties.networkAcls.defaultAction` @returns the value as it is written */
export function valueAt(object: Node | undefined, path: string): string | undefined {
  let node = object;
  for (const name of path.split('.')) node = propertiesOf(node).get(name);
  return node?.text;
}

/** What stands between the quotes of a text; of anything else all of it. */
export function textOf(node: Node | undefined): string {
  return node?.text.replace(/^'|'$/g, '') ?? '';
}
