/** Prints a syntax tree as text that parses to the same tree. */
import type { ExpressionNode } from './syntax';

/** Integers print in decimal, arguments are separated by `, `, and an empty slot prints as nothing (wire-contract 3.7). */
export function print(node: ExpressionNode): string {
  switch (node.kind) {
    case 'attribute':
      return `[${node.name}]`;
    case 'text':
      return `"${node.value.replace(/["\\]/g, '\\$&')}"`;
    case 'integer':
      return String(node.value);
    case 'decimal':
      return node.raw;
    case 'constant':
      return node.name;
    case 'comparison':
      return `${print(node.left)} ${node.relation} ${print(node.right)}`;
    case 'call':
      return `${node.name}(${node.slots.map((slot) => (slot ? print(slot) : '')).join(', ')})`;
  }
}
