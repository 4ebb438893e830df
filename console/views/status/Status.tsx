/** A job: what it is doing, what needs attention, and what can be done with it. */
import { readGraphJob, readJob } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Throughput } from '../../parts/Bars';
import { Button } from '../../parts/Button';
import { Problem, Skeleton } from '../../parts/Empty';
import { Page } from '../../parts/Page';
import { jobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { shell } from '../../text/shell';
import { jobWords as words } from '../../text/status';
import { HealthPill } from '../overview/JobTable';
import { QuarantineCard } from '../quarantine/QuarantineCard';
import { Watch } from '../quarantine/Watch';
import { Attention } from './Attention';
import { CurrentCycle } from './CurrentCycle';
import { JobActions } from './JobActions';
import { Statistics } from './Statistics';
import { Connection, Technical } from './Technical';

const CALM_MS = 5_000;
const BUSY_MS = 2_000;

export default function Status({ jobId }: { jobId: string }) {
  const { client } = useService();
  const pace = (job: JobFacts | undefined) => ((job?.backlog.operations ?? 0) > 0 ? BUSY_MS : CALM_MS);
  const facts = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal), every: pace });
  const job = facts.data;
  const principalId = job?.servicePrincipalId;
  const graph = useAnswer({
    key: ['graphJob', jobId],
    load: (signal) => readGraphJob(client, principalId ?? '', jobId, signal),
    every: pace(job),
    off: principalId === undefined,
  });
  if (job === undefined) {
    return (
      <Page title={shell.page.status}>
        {facts.error === undefined ? <Skeleton rows={9} /> : <Problem error={facts.error} again={facts.again} />}
      </Page>
    );
  }
  const { source, target } = job;
  return (
    <Page
      title={job.displayName}
      jobName={shell.page.status}
      lede={`${source.name} → ${target.name}`}
      aside={<HealthPill job={job} />}
      actions={<JobActions job={job} />}
    >
      <Watch job={job} />
      {job.quarantine !== null && <QuarantineCard job={job} quarantine={job.quarantine} />}
      <CurrentCycle job={job} progress={graph.data?.status.progress ?? []} />
      <div class="two">
        <div class="stack">
          {job.recent !== undefined && (
            <figure class="card">
              <header>
                <h2>{words.minute}</h2>
                <span class="grow" />
                <Button kind="quiet" small href={jobPath(jobId, 'logs')}>
                  {shell.page.logs}
                </Button>
              </header>
              <Throughput steps={job.recent} />
            </figure>
          )}
          <Technical job={job} />
        </div>
        <div class="stack">
          <Attention job={job} target={graph.data?.status.target} />
          <Statistics job={job} graph={graph.data} />
          <Connection job={job} />
        </div>
      </div>
    </Page>
  );
}
