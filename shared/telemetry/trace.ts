/**
 * The trace that the running work belongs to, as W3C `traceparent` text. It goes with the work by itself, like the stack, so that
 * a message written deep within says which request it came from; nothing is decided by it.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;
const ZEROS = /^0+$/;

const running = new AsyncLocalStorage<string>();

/** @returns `undefined` outside of any trace */
export const currentTrace = (): string | undefined => running.getStore();

export const withinTrace = <T>(traceparent: string, work: () => T): T => running.run(traceparent, work);

/** @returns `undefined` for text that is none: whoever sent it must not be able to break what it causes */
export function parseTraceparent(text: string | undefined): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === '' || ZEROS.test(traceId) || ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

export function formatTraceparent({ traceId, spanId, isSampled }: SpanContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}
