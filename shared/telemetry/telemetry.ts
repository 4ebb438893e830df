/** What may be counted and traced. While telemetry is off all of it does nothing, and the exporters are not even loaded. */
import type { CounterName, GaugeName, HistogramName, LabelsOf } from './metrics';

export interface Meter {
  add<N extends CounterName>(name: N, labels: LabelsOf<N>, by?: number): void;
  /** @param seconds how long it took */
  record<N extends HistogramName>(name: N, labels: LabelsOf<N>, seconds: number): void;
  set<N extends GaugeName>(name: N, labels: LabelsOf<N>, value: number): void;
}

export interface SpanOptions {
  /** `server` answers somebody, `consumer` works on a message, `client` asks somebody else. */
  readonly kind: 'server' | 'consumer' | 'client' | 'internal';
  /** W3C `traceparent` of what caused it, when that is not the span around it; malformed is as good as none. */
  readonly parent?: string | undefined;
  /** Of what else it is about: several uploads in one batch. */
  readonly links?: readonly string[];
  /** Never a person's data, never a secret; an anchor neither. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** What is learnt of a span while it lasts. */
export interface Span {
  set(attribute: string, value: string | number): void;
}

export interface Tracer {
  /** Does the work in a span of its own. What the work throws marks the span and goes on its way. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
}

export interface Telemetry {
  readonly meter: Meter;
  readonly tracer: Tracer;
  /** Whether anybody listens: then it is worth reading what would be told. */
  readonly isOn: boolean;
  /** Sends what is left. */
  flush(): Promise<void>;
}

const NO_SPAN: Span = { set: () => undefined };

export const NO_TELEMETRY: Telemetry = {
  meter: { add: () => undefined, record: () => undefined, set: () => undefined },
  tracer: { span: (_name, _options, work) => work(NO_SPAN) },
  isOn: false,
  flush: async () => undefined,
};
