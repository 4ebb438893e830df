/** Work on a batch of messages, told of: in a span that goes on from the request it came from, and in one line of the log. */
import type { Refused } from '../pipeline/people/processMessages';
import { processMessages } from '../pipeline/people/processMessages';
import type { House } from '../pipeline/ports';
import type { Message } from '../pipeline/queue/messages';
import type { Span, Telemetry } from '../telemetry/telemetry';
import { type Outcomes, observedLedger } from './observed';

/** A batch of one upload goes on in its trace; one of several is a trace of its own that names them. */
function originOf(messages: readonly Message[]) {
  const traces = [...new Set(messages.flatMap(({ traceparent }) => traceparent ?? []))];
  return traces.length === 1 ? { parent: traces[0] } : { links: traces };
}

export async function observedWork(
  jobId: string,
  messages: readonly Message[],
  house: House,
  telemetry: Telemetry,
): Promise<Refused> {
  const { clock, logger } = house;
  const began = clock.now();
  const outcomes: Outcomes = {};
  const ledger = observedLedger(house.ledger, jobId, telemetry, outcomes);
  const work = async (span: Span) => {
    const refused = await processMessages(jobId, messages, { ...house, ledger });
    for (const message of messages) {
      if (message.kind !== 'operations' || refused.has(message)) continue;
      telemetry.meter.record('muster.operation.age', { job: jobId }, (clock.now() - message.acceptedAt) / 1_000);
    }
    for (const [outcome, count] of Object.entries(outcomes)) span.set(outcome, count);
    return refused;
  };
  const attributes = { job: jobId, messages: messages.length };
  const refused = await telemetry.tracer.span(
    'process operations',
    { kind: 'consumer', ...originOf(messages), attributes },
    work,
  );
  logger.info('Batch done', { jobId, messages: messages.length, ...outcomes, ms: clock.now() - began });
  return refused;
}
