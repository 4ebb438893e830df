/**
 * Loops that can be told from the definitions: HR attribute S is filled from target attribute T here, and T is filled from S in the
 * job. Where that is `[S]` as it is, the value settles, but whoever changes it in HR is overruled by nobody, and the administrator is
 * warned. Where an expression changes it on the way, each round may give another value: that is refused.
 */
import type { CompiledMapping } from '../../engine/schema/compileMapping';
import type { CompiledSchema } from '../../engine/schema/compileSchema';
import type { WrittenAttribute } from './map';
import { expressionOf } from './values';

export interface Loop {
  /** Of the HR system. */
  readonly name: string;
  readonly target: string;
  /** The source attribute that it comes back as. */
  readonly source: string;
  /** The mapping of the job that closes the circle. */
  readonly expression: string;
  /** The value comes back as it is: it settles. */
  readonly isPlain: boolean;
}

/** Values that flow only once, or only into what is empty, go round no second time. */
export function findLoops(
  map: readonly WrittenAttribute[],
  { mappings }: Pick<CompiledSchema, 'mappings'>,
): readonly Loop[] {
  return map.flatMap((attribute) => {
    const read = expressionOf(attribute.expression);
    const isPlainHere = isPlain(read.text, read.attributes);
    return mappings
      .filter(({ target, flow }) => flow === 'Always' && read.attributes.includes(target))
      .flatMap((mapping) => {
        const source = mapping.sources.find(({ name }) => isSame(name, attribute));
        return source === undefined ? [] : [loopOf(attribute.name, source.name, mapping, isPlainHere)];
      });
  });
}

function loopOf(name: string, source: string, mapping: CompiledMapping, isPlainHere: boolean): Loop {
  const { target, direct, expression } = mapping;
  return { name, target, source, expression: expression?.text ?? '', isPlain: isPlainHere && direct !== undefined };
}

const isPlain = (text: string, [first]: readonly string[]) => text.trim() === `[${first}]`;

/** The attribute by the name the definition gives it, or by the last part of an extension's: `…:2.0:User:badge`. */
function isSame(sourceName: string, { name, source = name }: WrittenAttribute): boolean {
  const [whole, wanted] = [sourceName.toLowerCase(), source.toLowerCase()];
  return whole === wanted || whole.endsWith(`:${wanted}`);
}

export function describeLoop({ name, target, source, expression, isPlain: settles }: Loop): string {
  const circle = `${name} is filled from [${target}], and the job fills ${target} with ${expression}, which reads ${source}`;
  return settles
    ? `${circle}: what somebody changes in the HR system flows into the account, and from there nowhere else. Leave one of the two out, unless that is meant.`
    : `${circle}: each round may give another value. Leave ${name} out, or let the mapping of ${target} flow only once.`;
}
