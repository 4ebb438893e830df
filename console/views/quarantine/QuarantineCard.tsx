/** Why the job is in quarantine, and the way out: a list that ticks itself from what is so. */
import { useState } from 'preact/hooks';
import { restartJob, startJob } from '../../api/jobs';
import type { JobFacts, Quarantine } from '../../api/types';
import { Confirm } from '../../parts/Confirm';
import { Icon } from '../../parts/Icon';
import { Time } from '../../parts/Time';
import { procedureOf, type StepId, stepsOf } from '../../rules/job/quarantine';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { quarantineSteps as words } from '../../text/quarantine';
import { startWords } from '../../text/status';
import { type Test, TestResult, useTest } from '../settings/TestButton';
import { Restart } from '../status/Restart';
import { Deed } from './Deed';
import { Causes, EmailStep, StoppedBy } from './StepDetails';

interface QuarantineCardProps {
  readonly job: JobFacts;
  readonly quarantine: Quarantine;
}

export function QuarantineCard({ job, quarantine }: QuarantineCardProps) {
  const { client } = useService();
  const { set } = useUrl();
  const test = useTest();
  const [isAsked, setAsked] = useState(false);
  const procedure = procedureOf(quarantine);
  const { notification, agents, held, escrowed, jobId, servicePrincipalId, displayName } = job;
  const steps = stepsOf(procedure, {
    isTested: test.state === 'ok',
    hasEmail: notification.enabled && notification.recipients.length > 0,
    isAgentActive: agents?.state === 'active',
    staged: held.staged,
    escrowed,
  });
  const current = steps.find(({ isDone }) => !isDone)?.id;

  async function goOn(work: Promise<unknown>): Promise<void> {
    await work;
    set({ watch: new Date().toISOString() });
    await Promise.all([refresh('job', jobId), refresh('graphJob', jobId), refresh('overview')]);
  }

  return (
    <section class="card quarantine" aria-label={words.title}>
      <header>
        <Icon name="quarantine" class="quar" />
        <h2>
          {words.title}: {words.because[procedure]}
        </h2>
      </header>
      <div class="pad stack">
        {quarantine.error !== null && <p class="said">{quarantine.error.message}</p>}
        <p class="muted">
          {words.waits[procedure]} {words.since} <Time at={quarantine.seriesBegan} />
          {quarantine.seriesCount > 0 && `, ${words.looked(quarantine.seriesCount)}`}
          {procedure !== 'operator' && (
            <>
              , {words.nextLook} <Time at={quarantine.nextAttempt} />
            </>
          )}
          .
        </p>
      </div>
      <ol class="procedure">
        {steps.map(({ id, isDone }) => (
          <li key={id} class={isDone ? 'done' : undefined} aria-current={id === current ? 'step' : undefined}>
            <div>
              <b>{words.steps[id][0]}</b>
              {isDone && <span class="vh"> {words.done}</span>}
              <p class="muted">{words.steps[id][1]}</p>
              <Detail id={id} job={job} test={test} />
            </div>
            <div class="actions">
              <Deed id={id} job={job} test={test} isNext={id === current} onRestart={() => setAsked(true)} />
            </div>
          </li>
        ))}
      </ol>
      {isAsked && job.state === 'Disabled' && (
        <Confirm
          title={startWords.title(displayName)}
          verb={startWords.verb}
          onClose={() => setAsked(false)}
          onConfirm={() => goOn(startJob(client, servicePrincipalId, jobId))}
        >
          <p>{startWords.waits(job.backlog.operations)}</p>
        </Confirm>
      )}
      {isAsked && job.state !== 'Disabled' && (
        <Restart
          job={job}
          onClose={() => setAsked(false)}
          onConfirm={(scopes) => goOn(restartJob(client, servicePrincipalId, jobId, scopes))}
        />
      )}
    </section>
  );
}

function Detail({ id, job, test }: { id: StepId; job: JobFacts; test: Test }) {
  if (id === 'test') return <TestResult state={test.state} />;
  if (id === 'email') return <EmailStep job={job} />;
  if (id === 'causes') return <Causes jobId={job.jobId} />;
  if (id === 'why') return <StoppedBy jobId={job.jobId} />;
  return id === 'agent' && job.agents?.reason ? <p>{job.agents.reason}</p> : null;
}
