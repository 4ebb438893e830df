/** Graph's list of functions (spec/wire-contract.md 3.7), read off the entries. */
import type { AttributeType } from '../synchronizationSchema';
import { FUNCTIONS } from './functions/catalogue';

export interface FunctionSchema {
  readonly id: string;
  readonly name: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly allowMultipleOccurrences: boolean;
    readonly type: AttributeType;
  }[];
}

/** In alphabetical order. */
export function functionSchemas(): FunctionSchema[] {
  return [...FUNCTIONS.values()].map(({ name, parameters }) => ({
    id: name,
    name,
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      required: parameter.required,
      allowMultipleOccurrences: parameter.repeats !== undefined,
      type: parameter.type.wireType,
    })),
  }));
}
