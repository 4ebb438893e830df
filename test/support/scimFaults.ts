/** Faults on demand for a test server: what happens instead of, before or after its next answers. */
import type { RequestHandler, Response } from 'express';

export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** The text, or what to make of the text that was sent. */
      readonly body?: string | ((sent: string) => string);
    }
  /** No answer ever, whether or not the request was carried out. */
  | { readonly kind: 'silence'; readonly after: 'effect' | 'nothing' }
  /** The connection breaks off. */
  | { readonly kind: 'hangUp'; readonly after: 'effect' | 'nothing' }
  /** Something else happens first, such as a change by somebody else. */
  | { readonly kind: 'meanwhile'; run(): void };

export interface FaultQueue {
  /** Queues faults, one for each of the next requests with this method. */
  fail(method: string, ...faults: readonly Fault[]): void;
  readonly middleware: RequestHandler;
}

export function faultQueue(): FaultQueue {
  const queues = new Map<string, Fault[]>();
  return {
    fail: (method, ...faults) => {
      queues.set(method, [...(queues.get(method) ?? []), ...faults]);
    },
    middleware: (req, res, next) => {
      const fault = queues.get(req.method)?.shift();
      if (fault?.kind === 'answer') {
        res.status(fault.status).set(fault.headers ?? {});
        res.end(typeof fault.body === 'function' ? fault.body(JSON.stringify(req.body)) : fault.body);
        return;
      }
      if (fault?.kind === 'meanwhile') fault.run();
      if (fault?.kind === 'silence') loseAnswer(res, () => undefined);
      if (fault?.kind === 'hangUp') loseAnswer(res, () => res.socket?.destroy());
      const carriesOn = fault === undefined || fault.kind === 'meanwhile' || fault.after === 'effect';
      if (carriesOn) next();
      else res.end();
    },
  };
}

function loseAnswer(res: Response, instead: () => void): void {
  res.end = () => {
    instead();
    return res;
  };
}
