/**
 * Every number that an operator sees, once: docs/observe.md tells them, alerts and workbook ask for them by name, and nothing
 * else is counted. A label never names a person, and there are few values of each.
 */

export type MetricKind = 'counter' | 'histogram' | 'gauge';

export interface Metric {
  readonly kind: MetricKind;
  /** `s`: seconds; `1`: a count. */
  readonly unit: 's' | '1';
  readonly labels: readonly Label[];
  readonly meaning: string;
}

export type Label = 'job' | 'outcome' | 'code' | 'service';

const counter = <const L extends readonly Label[]>(labels: L, meaning: string) =>
  ({ kind: 'counter', unit: '1', labels, meaning }) as const;
const duration = <const L extends readonly Label[]>(labels: L, meaning: string) =>
  ({ kind: 'histogram', unit: 's', labels, meaning }) as const;
const gauge = <const L extends readonly Label[]>(labels: L, meaning: string, unit: Metric['unit'] = '1') =>
  ({ kind: 'gauge', unit, labels, meaning }) as const;

export const METRICS = {
  'muster.uploads': counter(['job'], 'uploads accepted'),
  'muster.accept.duration': duration(['outcome'], 'from an upload’s request to its answer; outcome: the status'),
  'muster.operations': counter(['job', 'outcome', 'code'], 'log entries: what became of people'),
  'muster.operation.age': duration(['job'], 'from an upload’s acceptance to the end of a message of it'),
  'muster.target.duration': duration(['service', 'outcome'], 'calls to a target; outcome: ok, or the failure’s code'),
  'muster.target.throttled': counter(['job', 'service'], 'calls that the target’s quota kept waiting'),
  'muster.storage.calls': counter(['service', 'outcome'], 'calls to storage; outcome: what was called'),
  'muster.backlog': gauge(['job'], 'operations accepted and not in the log yet'),
  'muster.backlog.oldest': gauge(['job'], 'age of the oldest upload of which something waits', 's'),
  'muster.escrows': gauge(['job'], 'people who failed and are tried again'),
  'muster.waiting': gauge(['job'], 'people whose reference waits for somebody’s account'),
  'muster.held': gauge(['job'], 'deletions that the guard holds'),
  'muster.quarantined': gauge(['job'], '1 while the job is quarantined'),
  'muster.agents.active': gauge(['job'], 'agents that gave a sign of life; of jobs that agents run'),
  'muster.outlets.failing': gauge(['job'], 'outlets that take nothing: tried by their oldest event alone, or disabled'),
  'muster.outlets.silent': gauge(['job'], 'for how long the one of them that failed first has taken nothing', 's'),
  'muster.parked': gauge([], 'messages that nobody could work on'),
  'muster.supervise.age': gauge([], 'since the timer’s round before this one', 's'),
  'muster.telemetry.dropped': counter([], 'spans that were not sent: the collector was down or slow'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;
type OfKind<K extends MetricKind> = {
  [N in MetricName]: (typeof METRICS)[N]['kind'] extends K ? N : never;
}[MetricName];
export type CounterName = OfKind<'counter'>;
export type HistogramName = OfKind<'histogram'>;
export type GaugeName = OfKind<'gauge'>;

export type LabelsOf<N extends MetricName> = Readonly<Record<(typeof METRICS)[N]['labels'][number], string>>;
