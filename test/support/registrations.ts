/** What `functions/` registers with its host, and its handlers on services that a test hands in. */
import type { HttpFunctionOptions, StorageQueueFunctionOptions, TimerFunctionOptions } from '@azure/functions';
import type { Services } from '../../shared/composition/services';

export type Trigger = (input?: unknown, context?: object) => Promise<unknown>;
type Options = Partial<HttpFunctionOptions & StorageQueueFunctionOptions & TimerFunctionOptions>;

interface Registrations {
  /** By name; `serves` is its methods and its route. */
  readonly http: ReadonlyMap<string, { readonly options: Options; readonly serves: string }>;
  /** Whatever is not started by a request. */
  readonly others: ReadonlyMap<string, { readonly options: object; readonly handler: Trigger }>;
  readonly hooks: { readonly appStart: jest.Mock; readonly appTerminate: jest.Mock };
}

/** Filled before the first test of the file that calls it. @param services those of the test that runs */
export function openRegistrations(services: () => Services): Registrations {
  const hooks = { appStart: jest.fn(), appTerminate: jest.fn() };
  const http = new Map<string, { readonly options: Options; readonly serves: string }>();
  const others = new Map<string, { readonly options: object; readonly handler: Trigger }>();

  function register(kind: string, name: string, { handler, ...options }: Options & { operations?: object }): void {
    if (http.has(name) || others.has(name)) throw new Error(`${name} is registered twice.`);
    const methods = options.operations === undefined ? (options.methods ?? []) : Object.keys(options.operations);
    const serves = `${methods.join(' ')} ${options.route}`;
    if (kind === 'http') http.set(name, { options, serves });
    else others.set(name, { options: { kind, ...options }, handler: handler as Trigger });
  }

  beforeAll(() => {
    const app = new Proxy(
      {},
      {
        get: (_, kind) =>
          kind === 'hook' ? hooks : (name: string, options: Options) => register(String(kind), name, options),
      },
    );
    jest.doMock('@azure/functions', () => ({ app }));
    jest.doMock('../../shared/composition/services', () => {
      const actual = jest.requireActual<object>('../../shared/composition/services');
      return { ...actual, endpoint: (route: string, operations: object) => ({ route, operations }), services };
    });
    jest.requireActual('../../functions/index');
  });
  return { http, others, hooks };
}
