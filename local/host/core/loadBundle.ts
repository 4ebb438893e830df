/** Loads a bundle of functions the way the Functions worker does, with a core module of our own in its reach. */
import Module from 'node:module';
import { CORE_MODULE, type CoreModule } from './coreModule';

/**
 * A CommonJS module whose `require` answers one more name. The worker patches `Module.prototype.require` for the whole
 * process; a bundle is a single file, so it is enough to answer that file.
 */
class BundleModule extends Module {
  readonly #core: CoreModule;
  /** Node's own way to read, wrap and run a file, source map included; not in its type definitions. */
  declare readonly load: (path: string) => void;

  constructor(path: string, core: CoreModule) {
    super(path);
    this.#core = core;
  }

  override require(id: string): unknown {
    return id === CORE_MODULE ? this.#core : super.require(id);
  }
}

/**
 * Runs the file from scratch each time, whether or not it was loaded before.
 * @param path absolute path of a CommonJS file that has `@azure/functions` bundled in
 * @throws whatever the bundle throws while it is loaded
 */
export function loadBundle(path: string, core: CoreModule): void {
  new BundleModule(path, core).load(path);
}
