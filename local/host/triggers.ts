/** Sorts registered functions by what sets them off, and refuses bindings this host has no part for. */
import type { Binding } from './core/contract';
import type { RegisteredFunction } from './core/registry';
import type { Environment } from './environment';

export type TriggerKind = 'http' | 'queue' | 'timer';

const KINDS: Readonly<Record<string, TriggerKind>> = {
  httpTrigger: 'http',
  queueTrigger: 'queue',
  timerTrigger: 'timer',
};

export interface TriggeredFunction {
  readonly kind: TriggerKind;
  readonly name: string;
  readonly fn: RegisteredFunction;
  /** The name under which the library expects the trigger's data. */
  readonly bindingName: string;
  readonly binding: Binding;
}

/** @throws {Error} that names the function and the binding */
export function readTrigger(fn: RegisteredFunction): TriggeredFunction {
  const { name, bindings } = fn.metadata;
  let found: TriggeredFunction | undefined;
  for (const [bindingName, binding] of Object.entries(bindings)) {
    const kind = KINDS[binding.type];
    if (kind !== undefined) found = { kind, name, fn, bindingName, binding };
    else if (binding.type !== 'http' || binding.direction !== 'out') {
      throw new Error(`Function "${name}": bindings of type "${binding.type}" are not supported here.`);
    }
  }
  if (found === undefined) throw new Error(`Function "${name}" has no trigger.`);
  return found;
}

/**
 * A text option of the trigger, with every `%NAME%` in it replaced by the setting of that name.
 * @throws {Error} that names function and option when there is no such option, and the setting when that has no value
 */
export function readOption({ name, binding }: TriggeredFunction, option: string, environment: Environment): string {
  const text = binding[option];
  if (typeof text !== 'string') throw new Error(`Function "${name}": ${option} must be a text.`);
  return text.replace(/%([^%\s]+)%/g, (_, setting: string) => {
    const value = environment[setting];
    if (value === undefined || value === '')
      throw new Error(`Function "${name}": ${option} needs the setting ${setting}.`);
    return value;
  });
}
