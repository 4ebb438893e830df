/** Is anything wrong, and where? Every job on a line, worst first; every number leads to the people behind it. */
import { OVERVIEW_PATH, readOverview } from '../../api/overview';
import type { JobRow } from '../../api/types';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Page } from '../../parts/Page';
import { healthOf, needsDecision, worstFirst } from '../../rules/health';
import { jobPath, newJobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { summary, overviewWords as words } from '../../text/overview';
import { QuarantineBanner } from '../quarantine/QuarantineBanner';
import { JobTable } from './JobTable';
import { Latest } from './Latest';
import { Traffic } from './Traffic';

const CALM_MS = 5_000;
const BUSY_MS = 2_000;

export default function Overview() {
  const { client } = useService();
  const answer = useAnswer({
    key: ['overview'],
    load: (signal) => readOverview(client, signal),
    every: (data) => (data?.value.some(({ backlog }) => backlog.operations > 0) ? BUSY_MS : CALM_MS),
  });
  const { data, error, again } = answer;
  if (data === undefined) {
    return (
      <Page title={words.title}>
        {error === undefined ? <Skeleton rows={9} /> : <Problem error={error} again={again} />}
      </Page>
    );
  }
  const jobs = worstFirst(data.value);
  if (jobs.length === 0) return <NoJobs />;
  const health = jobs.map(healthOf);
  const worst = jobs.find(({ state }) => state === 'Quarantine');
  return (
    <Page
      title={words.title}
      lede={summary(health, health.filter(needsDecision).length)}
      actions={
        <>
          <CopyCurl path={OVERVIEW_PATH} />
          <NewJobButton kind="plain" />
          <UploadButton jobs={jobs} />
        </>
      }
    >
      {worst !== undefined && <QuarantineBanner job={worst} />}
      <div class="card">
        <div class="clip across">
          <JobTable jobs={jobs} />
        </div>
      </div>
      <div class="two">
        <Traffic jobs={jobs} />
        <Latest jobs={jobs} />
      </div>
    </Page>
  );
}

function UploadButton({ jobs }: { jobs: readonly JobRow[] }) {
  const [first] = jobs;
  if (first === undefined) return null;
  return (
    <Button kind="primary" icon="upload" deed="upload" href={jobPath(first.jobId, 'upload')}>
      {words.upload}
    </Button>
  );
}

function NewJobButton({ kind }: { kind: 'plain' | 'primary' }) {
  return (
    <Button kind={kind} icon="plus" deed="createJob" href={newJobPath()}>
      {words.newJob}
    </Button>
  );
}

function NoJobs() {
  return (
    <Page title={words.title}>
      <div class="card">
        <Empty title={words.none} actions={<NewJobButton kind="primary" />}>
          <p>{words.noneLede}</p>
          <p>{words.noneCurl}</p>
        </Empty>
      </div>
    </Page>
  );
}
