/** *Statistics to date*: who has an account, and what the last cycle came to. */
import type { GraphJob, JobFacts } from '../../api/types';
import { Time } from '../../parts/Time';
import { skippedIn } from '../../rules/job/atAGlance';
import { count } from '../../rules/numbers';
import { jobPath } from '../../state/paths';
import { jobWords as words } from '../../text/status';

/** What Graph writes for a time that never was. */
const isNever = (time: string) => time.startsWith('0001-');

export function Statistics({ job, graph }: { job: JobFacts; graph: GraphJob | undefined }) {
  const last = graph?.status.lastExecution;
  const skipped = last ? skippedIn(job.lastCycle, last.activityIdentifier) : undefined;
  return (
    <section class="card" aria-label={words.statistics}>
      <header>
        <h2>{words.statistics}</h2>
      </header>
      <dl class="facts-list tight">
        <div>
          <dt>{words.people}</dt>
          <dd>
            <a href={jobPath(job.jobId, 'people')}>{count(job.people)}</a>
          </dd>
        </div>
        {last && (
          <>
            <div>
              <dt>{words.lastCycle}</dt>
              <dd>
                <a href={jobPath(job.jobId, 'logs', { cycle: last.activityIdentifier })}>
                  <Time at={isNever(last.timeEnded) ? last.timeBegan : last.timeEnded} />
                </a>
                <span class="muted">{last.state}</span>
              </dd>
            </div>
            <Row name={words.imported} value={last.countImported} />
            <Row name={words.inScope} value={last.countEntitledForProvisioning} />
            <Row name={words.exported} value={last.countExported} />
            <Row name={words.failed} value={last.countEscrowed} />
            {skipped !== undefined && (
              <Row
                name={words.skipped}
                value={skipped}
                href={jobPath(job.jobId, 'logs', { cycle: last.activityIdentifier, status: 'skipped' })}
              />
            )}
          </>
        )}
        {graph !== undefined && (
          <>
            <Moment name={words.steadyFirst} at={graph.status.steadyStateFirstAchievedTime} />
            <Moment name={words.steadyLast} at={graph.status.steadyStateLastAchievedTime} />
          </>
        )}
      </dl>
    </section>
  );
}

function Row({ name, value, href }: { name: string; value: number; href?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{href === undefined ? count(value) : <a href={href}>{count(value)}</a>}</dd>
    </div>
  );
}

function Moment({ name, at }: { name: string; at: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{isNever(at) ? words.never : <Time at={at} />}</dd>
    </div>
  );
}
