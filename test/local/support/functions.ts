/** Hand-made parts around one listener, for tests that need no bundle. */
import type { InvocationRequest } from '../../../local/host/core/contract';
import type { Invoke } from '../../../local/host/core/invoke';
import type { TriggeredFunction, TriggerKind } from '../../../local/host/triggers';

export function triggeredFunction(kind: TriggerKind, options: Record<string, unknown> = {}): TriggeredFunction {
  const binding = { type: `${kind}Trigger`, direction: 'in' as const, ...options };
  const fn = { metadata: { name: 'sample', bindings: { data: binding } }, callback: () => undefined };
  return { kind, name: 'sample', fn, bindingName: 'data', binding };
}

/** What the host does for a function, in place of the function: told of each request, it may take its time or throw. */
export function invokeWith(run: (request: InvocationRequest) => Promise<void>): Invoke {
  return async (_, request) => {
    await run(request);
    return {};
  };
}
