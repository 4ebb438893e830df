/**
 * One invocation of one function, in the worker's order: getInvocationModel, getArguments, pre-invocation hooks,
 * invokeFunction, post-invocation hooks, getResponse.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../shared/ports';
import { describeError, type HostLog } from '../hostLog';
import { formatTimeSpan } from '../timeSpan';
import { finishWithin } from '../within';
import type {
  CoreInvocationContext,
  FunctionCallback,
  InvocationRequest,
  InvocationResponse,
  ProgrammingModel,
} from './contract';
import type { RegisteredFunction, Registry } from './registry';

/** @returns the function's response @throws what the function threw, or {@link FunctionTimeout} */
export type Invoke = (fn: RegisteredFunction, request: InvocationRequest) => Promise<InvocationResponse>;

/** The function took longer than host.json's `functionTimeout`. Its code cannot be stopped and may still be running. */
export class FunctionTimeout extends Error {
  constructor(name: string, timeoutMs: number) {
    super(`Timeout value of ${formatTimeSpan(timeoutMs)} was exceeded by function: ${name}`);
    this.name = 'FunctionTimeout';
  }
}

export interface InvokePorts {
  readonly registry: Registry;
  readonly model: ProgrammingModel;
  readonly log: HostLog;
  readonly clock: Clock;
  /** Milliseconds; `undefined`: no limit. */
  readonly timeoutMs: number | undefined;
}

export function createInvoke(ports: InvokePorts): Invoke {
  return async (fn, request) => {
    const { log, clock } = ports;
    const { name } = fn.metadata;
    const invocationId = randomUUID();
    const startedAt = clock.now();
    log.host('debug', `Executing '${name}'`, { invocationId });
    try {
      const response = await inTime(name, ports, run(fn, request, invocationId, ports));
      log.host('debug', `Executed '${name}' (Succeeded)`, { invocationId, durationMs: clock.now() - startedAt });
      return response;
    } catch (error) {
      const fields = { invocationId, durationMs: clock.now() - startedAt, error: describeError(error) };
      log.host('error', `Executed '${name}' (Failed)`, fields);
      throw error;
    }
  };
}

async function run(
  fn: RegisteredFunction,
  request: InvocationRequest,
  invocationId: string,
  { registry, model, log }: InvokePorts,
): Promise<InvocationResponse> {
  const core: CoreInvocationContext = {
    invocationId,
    metadata: fn.metadata,
    request,
    state: undefined,
    log: (level, category, message) =>
      log.worker({ level, category, message, functionName: fn.metadata.name, invocationId }),
  };
  const invocation = model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();

  const hookData = {};
  const before = { hookData, invocationContext: context, inputs, functionCallback: fn.callback };
  await during('preInvocationHooks', core, () => registry.runHooks('preInvocation', before));

  // Hooks may have replaced the callback and the inputs, and may replace the result or clear the error.
  const after: { result: unknown; error: unknown } & Record<string, unknown> = {
    hookData,
    invocationContext: context,
    inputs: before.inputs,
    result: undefined,
    error: undefined,
  };
  const callback: FunctionCallback = before.functionCallback;
  await during('invocation', core, async () => {
    try {
      after.result = await invocation.invokeFunction(context, before.inputs, callback);
    } catch (error) {
      after.error = error ?? new Error('The function threw nothing.');
    }
  });
  await during('postInvocationHooks', core, () => registry.runHooks('postInvocation', after));
  if (after.error !== undefined && after.error !== null) throw after.error;
  return invocation.getResponse(context, after.result);
}

/** The library asks for the state to tell a log line that comes too late from one that a hook wrote. */
async function during(
  state: NonNullable<CoreInvocationContext['state']>,
  core: CoreInvocationContext,
  work: () => Promise<void>,
): Promise<void> {
  core.state = state;
  try {
    await work();
  } finally {
    core.state = undefined;
  }
}

async function inTime<T>(name: string, { clock, timeoutMs }: InvokePorts, work: Promise<T>): Promise<T> {
  if (timeoutMs !== undefined && !(await finishWithin(timeoutMs, work, clock))) {
    throw new FunctionTimeout(name, timeoutMs);
  }
  return work;
}
