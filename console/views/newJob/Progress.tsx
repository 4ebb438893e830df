/** What of a new job is made, what the service said against the rest, and the way on. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { startJob } from '../../api/jobs';
import { Button } from '../../parts/Button';
import { messageOf } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { jobPath } from '../../state/paths';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { newJobWords as words } from '../../text/newJob';
import type { Making, MakingStep } from './useNewJob';

export function Progress({ making, isRunByAgents }: { making: Making; isRunByAgents: boolean }) {
  const { client } = useService();
  const { route } = useLocation();
  const [error, setError] = useState<string>();
  const { principalId, jobId, isTested = false } = making.made;
  if (principalId === undefined && making.faults.length === 0) return null;
  const last: MakingStep = isRunByAgents ? 'agent' : 'test';
  const done: Partial<Record<MakingStep, boolean>> = {
    principal: principalId !== undefined,
    secrets: jobId !== undefined,
    job: jobId !== undefined,
    test: isTested,
  };

  async function start(): Promise<void> {
    if (principalId === undefined || jobId === undefined) return;
    try {
      await startJob(client, principalId, jobId);
      await refresh('overview');
      route(jobPath(jobId, 'status'));
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  }

  const faults = error === undefined ? making.faults : [...making.faults, error];
  return (
    <section class="card" aria-label={words.progress} aria-busy={making.isBusy}>
      <header>
        <h2>{words.progress}</h2>
      </header>
      <ol class="procedure" aria-live="polite">
        {(['principal', 'secrets', 'job', last] as const).map((step) => (
          <li key={step} class={done[step] ? 'done' : undefined}>
            <div>
              <b>{words.steps[step][0]}</b>
              {done[step] && <span class="vh"> {words.done}</span>}
              <p class="muted">{words.steps[step][1]}</p>
            </div>
          </li>
        ))}
      </ol>
      {faults.length > 0 && (
        <div class="pad faults" role="alert">
          {faults.map((fault) => (
            <p key={fault} class="st fail">
              <Icon name="failure" />
              {fault}
            </p>
          ))}
        </div>
      )}
      {jobId !== undefined && (
        <div class="pad actions">
          <Button href={jobPath(jobId, isRunByAgents ? 'agents' : 'mapping')}>
            {isRunByAgents ? words.agents : words.mapping}
          </Button>
          <Button href={jobPath(jobId, 'status')}>{words.open}</Button>
          <Button
            kind={isTested ? 'primary' : 'plain'}
            icon="play"
            deed="operate"
            disabled={!isTested}
            onClick={() => void start()}
          >
            {words.start}
          </Button>
        </div>
      )}
    </section>
  );
}
