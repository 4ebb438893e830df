/** The module a bundle gets for `require('@azure/functions-core')`: the names `@azure/functions` looks up in it. */
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './contract';
import type { Registry } from './registry';

export const CORE_MODULE = '@azure/functions-core';

/** Of the Functions worker and host whose behaviour is followed. The library reads them to tell what it may use. */
const WORKER_VERSION = '3.12.0';
const HOST_VERSION = '4.1040.0';

export type CoreLog = (level: LogLevel, category: LogCategory, message: string) => void;

class Disposable {
  #dispose: (() => void) | undefined;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  dispose(): void {
    this.#dispose?.();
    this.#dispose = undefined;
  }
}

export function createCoreModule(registry: Registry, log: CoreLog) {
  return {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    log,
    setProgrammingModel: (model: ProgrammingModel) => registry.setModel(model),
    getProgrammingModel: () => registry.model,
    registerFunction(metadata: FunctionMetadata, callback: FunctionCallback) {
      registry.addFunction(metadata, callback);
      return new Disposable(() => undefined); // functions stay for the life of the host
    },
    registerHook: (name: string, callback: HookCallback) => new Disposable(registry.addHook(name, callback)),
  };
}

export type CoreModule = ReturnType<typeof createCoreModule>;
