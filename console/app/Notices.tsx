/** What concerns every view: nobody answers, the timer stands still, the job is in quarantine. One banner, the worst. */
import type { JobRow, Overview } from '../api/types';
import { Icon } from '../parts/Icon';
import { useNow } from '../parts/Time';
import { shortTime } from '../rules/time';
import { unreachableSince } from '../state/live';
import { doctorPath } from '../state/paths';
import { zone } from '../state/preferences';
import type { Answer } from '../state/query';
import { shell } from '../text/shell';
import { QuarantineBanner } from '../views/quarantine/QuarantineBanner';

interface NoticesProps {
  readonly overview: Answer<Overview>;
  /** The job whose page is shown. */
  readonly job: JobRow | undefined;
  /** Which of its pages. */
  readonly page: string | undefined;
}

/** So long nothing was counted: the timer does not run (spec/console.md 5). */
const STALE_MS = 2 * 60_000;

export function Notices({ overview, job, page }: NoticesProps) {
  const now = useNow(5_000);
  const since = unreachableSince.value;
  if (since !== undefined) {
    return <Banner kind="warn">{shell.offline(shortTime(since, zone.value))}</Banner>;
  }
  const observed = Date.parse(overview.data?.observedDateTime ?? '');
  const isStale = overview.at > 0 && now - overview.at < STALE_MS && now - observed > STALE_MS;
  if (isStale) {
    return (
      <Banner kind="warn" href={doctorPath()}>
        {shell.stale(shortTime(observed, zone.value))}
      </Banner>
    );
  }
  // Its own page has the way out instead.
  if (job === undefined || page === undefined || page === 'status' || job.quarantine === null) return null;
  return <QuarantineBanner job={job} page={page} />;
}

function Banner({ kind, href, children }: { kind: 'warn'; href?: string; children: string }) {
  return (
    <div class={`banner ${kind}`} role="status">
      <Icon name="warning" />
      <b>{children}</b>
      {href !== undefined && (
        <div class="do">
          <a class="btn" href={href}>
            {shell.toDoctor}
          </a>
        </div>
      )}
    </div>
  );
}
