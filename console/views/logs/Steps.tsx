/** The way of a person through the cycle, step by step; where it ended, what to do. */
import type { ComponentChildren } from 'preact';
import type { LogEntry, LogStep } from '../../api/logs';
import { Button } from '../../parts/Button';
import { Icon, type IconName } from '../../parts/Icon';
import { notReached } from '../../rules/steps';
import { jobPath } from '../../state/paths';
import { entryWords as words } from '../../text/logs';

const DOTS: Readonly<Record<string, { readonly icon: IconName; readonly ink: string }>> = {
  success: { icon: 'check', ink: '' },
  warning: { icon: 'warning', ink: 'warn' },
  failure: { icon: 'x', ink: 'fail' },
  skipped: { icon: 'skipped', ink: 'skip' },
};

/** What was received is long and rarely why; it is a click away. */
const isLong = ({ provisioningStepType, details }: LogStep) =>
  provisioningStepType === 'import' || Object.keys(details).length > 6;

export function Steps({ jobId, entry }: { jobId: string; entry: LogEntry }) {
  const { provisioningSteps, provisioningStatusInfo } = entry;
  const hasFailed = provisioningStatusInfo.status === 'failure';
  return <StepList steps={provisioningSteps} advice={hasFailed && <Advice jobId={jobId} entry={entry} />} />;
}

interface StepListProps {
  readonly steps: readonly LogStep[];
  /** Below the last one. */
  readonly advice?: ComponentChildren;
}

export function StepList({ steps, advice }: StepListProps) {
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={`${step.name} ${index}`}>
          <Dot status={step.status} />
          <h3>{step.name}</h3>
          <p>{step.description}</p>
          <Details step={step} />
          {index === steps.length - 1 && advice}
        </li>
      ))}
      {notReached(steps).map((type) => (
        <li key={type} class="gone">
          <span class="dot skip">
            <Icon name="skipped" />
          </span>
          <h3>{words.five[type]}</h3>
          <p>{words.notReached}</p>
        </li>
      ))}
    </ol>
  );
}

function Dot({ status }: { status: string }) {
  const { icon, ink } = DOTS[status] ?? { icon: 'skipped', ink: 'skip' };
  return (
    <span class={`dot ${ink}`}>
      <Icon name={icon} label={status} />
    </span>
  );
}

function Details({ step }: { step: LogStep }) {
  const facts = [...Object.entries(step.details), [words.activity, step.activity] as const];
  const isBare = Object.keys(step.details).length === 0;
  const list = (
    <dl class="kv">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
  if (!isLong(step) && !isBare) return list;
  return (
    <details>
      <summary>{step.provisioningStepType === 'import' ? words.reads : words.details}</summary>
      {list}
    </details>
  );
}

function Advice({ jobId, entry }: { jobId: string; entry: LogEntry }) {
  const error = entry.provisioningStatusInfo.errorInformation;
  if (error === null) return null;
  return (
    <div class="advice">
      <Icon name="hint" />
      <div>
        <b>{error.errorCode}.</b> {error.recommendedAction ?? error.additionalDetails}
        <div class="actions">
          <Button small href={jobPath(jobId, 'mapping')}>
            {words.openMapping}
          </Button>
          <Button
            small
            deed="provisionOnDemand"
            href={jobPath(jobId, 'on-demand', { person: entry.sourceIdentity.id })}
          >
            {words.tryNow}
          </Button>
        </div>
      </div>
    </div>
  );
}
