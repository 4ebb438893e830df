/** A syntax tree as Graph's `attributeMappingSource` (spec/wire-contract.md 3.6 and 3.7). */
import type { MappingSource } from '../synchronizationSchema';
import { bind } from './binding';
import { FUNCTIONS } from './functions/catalogue';
import { print } from './printer';
import type { CallNode, ExpressionNode } from './syntax';

/** @param node a tree that compiles: its functions exist and take their arguments */
export function describeSource(node: ExpressionNode): MappingSource {
  const expression = print(node);
  switch (node.kind) {
    case 'attribute':
      return { type: 'Attribute', name: node.name, expression, parameters: [] };
    case 'text':
      return { type: 'Constant', name: node.value, expression, parameters: [] };
    case 'integer':
    case 'decimal':
    case 'constant':
      return { type: 'Constant', name: expression, expression, parameters: [] };
    case 'comparison':
      return {
        type: 'Function',
        name: node.relation,
        expression,
        parameters: [
          { key: 'left', value: describeSource(node.left) },
          { key: 'right', value: describeSource(node.right) },
        ],
      };
    case 'call':
      return { type: 'Function', name: node.name, expression, parameters: parametersOf(node) };
  }
}

/** Each argument under its parameter's name; absent arguments are left out. */
function parametersOf({ name, slots }: CallNode): MappingSource['parameters'] {
  const entry = FUNCTIONS.get(name);
  if (!entry) return [];
  const binding = bind(entry, slots);
  if (!binding.ok) return [];
  const names = entry.parameters.map((parameter) => parameter.name);
  const repeated = names.at(-1) ?? '';
  return [
    ...binding.args.map((argument, index) => ({ key: names[index] ?? '', argument })),
    ...binding.rest.map((argument) => ({ key: repeated, argument })),
  ].flatMap(({ key, argument }) => (argument ? [{ key, value: describeSource(argument) }] : []));
}
