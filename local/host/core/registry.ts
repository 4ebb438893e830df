/** What a bundle registered while it was loaded: its functions, hooks and programming model. Closed after start-up. */
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookContext,
  HookName,
  ProgrammingModel,
} from './contract';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

const HOOK_NAMES: readonly string[] = [
  'appStart',
  'appTerminate',
  'preInvocation',
  'postInvocation',
  'log',
] satisfies HookName[];

export class Registry {
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<string, HookCallback[]>();
  #model: ProgrammingModel | undefined;
  #locked = false;

  get functions(): readonly RegisteredFunction[] {
    return [...this.#functions.values()];
  }

  get model(): ProgrammingModel | undefined {
    return this.#model;
  }

  setModel(model: ProgrammingModel): void {
    this.#requireOpen('The programming model can be set');
    this.#model = model;
  }

  /** @throws {Error} when the name is taken or start-up is over */
  addFunction(metadata: FunctionMetadata, callback: FunctionCallback): void {
    this.#requireOpen(`Function "${metadata.name}" can be registered`);
    if (this.#functions.has(metadata.name))
      throw new Error(`A function named "${metadata.name}" is registered already.`);
    this.#functions.set(metadata.name, { metadata, callback });
  }

  /** @returns a function that takes the hook away again @throws {RangeError} for a hook that no host knows */
  addHook(name: string, callback: HookCallback): () => void {
    if (!HOOK_NAMES.includes(name)) throw new RangeError(`There is no hook named "${name}".`);
    const callbacks = this.#hooks.get(name) ?? [];
    callbacks.push(callback);
    this.#hooks.set(name, callbacks);
    return () => {
      const index = callbacks.indexOf(callback);
      if (index >= 0) callbacks.splice(index, 1);
    };
  }

  /** Runs the hooks of one name, one after the other, in the order they were registered. */
  async runHooks(name: HookName, context: HookContext): Promise<void> {
    for (const callback of [...(this.#hooks.get(name) ?? [])]) await callback(context);
  }

  /** Log lines cannot wait for their hooks. */
  runLogHooks(context: HookContext): void {
    for (const callback of this.#hooks.get('log') ?? []) callback(context);
  }

  lock(): void {
    this.#locked = true;
  }

  #requireOpen(what: string): void {
    if (this.#locked) throw new Error(`${what} during start-up only.`);
  }
}
