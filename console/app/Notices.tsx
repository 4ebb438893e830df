/** What concerns every view: nobody answers, the timer stands still, the job is gone or in quarantine. One banner, the worst. */
import { ApiError } from '../api/errors';
import { readJob } from '../api/jobs';
import type { JobRow, Overview } from '../api/types';
import { Icon } from '../parts/Icon';
import { useNow } from '../parts/Time';
import { shortTime } from '../rules/time';
import { unreachableSince } from '../state/live';
import { doctorPath, type JobPlace, overviewPath } from '../state/paths';
import { zone } from '../state/preferences';
import { type Answer, useAnswer } from '../state/query';
import { useService } from '../state/service';
import { shell } from '../text/shell';
import { QuarantineBanner } from '../views/quarantine/QuarantineBanner';

interface NoticesProps {
  readonly overview: Answer<Overview>;
  /** The job whose page is shown, and which. */
  readonly place: JobPlace | undefined;
  /** What is known of that job. */
  readonly job: JobRow | undefined;
}

/** So long nothing was counted: the timer does not run (spec/console.md 5). */
const STALE_MS = 2 * 60_000;

export function Notices({ overview, place, job }: NoticesProps) {
  const now = useNow(5_000);
  const isGone = useIsGone(place?.jobId, overview.data !== undefined && job === undefined);
  const since = unreachableSince.value;
  if (since !== undefined) {
    return <Banner kind="warn">{shell.offline(shortTime(since, zone.value))}</Banner>;
  }
  const observed = Date.parse(overview.data?.observedDateTime ?? '');
  const isStale = overview.at > 0 && now - overview.at < STALE_MS && now - observed > STALE_MS;
  if (isStale) {
    return (
      <Banner kind="warn" href={doctorPath()} word={shell.toDoctor}>
        {shell.stale(shortTime(observed, zone.value))}
      </Banner>
    );
  }
  if (place === undefined) return null;
  if (isGone) {
    return (
      <Banner kind="warn" href={overviewPath()} word={shell.overview}>
        {shell.gone(place.jobId)}
      </Banner>
    );
  }
  // Its own page has the way out instead.
  if (job === undefined || place.page === 'status' || job.quarantine === null) return null;
  return <QuarantineBanner job={job} page={place.page} />;
}

/** Somebody deleted it, perhaps in another tab: lists would show what they knew, or nothing, as if that were so. */
function useIsGone(jobId = '', isUnlisted: boolean): boolean {
  const { client } = useService();
  const { error } = useAnswer({
    key: ['job', jobId],
    load: (signal) => readJob(client, jobId, signal),
    off: !isUnlisted || jobId === '',
  });
  return isUnlisted && error instanceof ApiError && error.status === 404;
}

interface BannerProps {
  readonly kind: 'warn';
  readonly href?: string;
  /** Where that leads. */
  readonly word?: string;
  readonly children: string;
}

function Banner({ kind, href, word, children }: BannerProps) {
  return (
    <div class={`banner ${kind}`} role="status">
      <Icon name="warning" />
      <b>{children}</b>
      {href !== undefined && (
        <div class="do">
          <a class="btn" href={href}>
            {word}
          </a>
        </div>
      )}
    </div>
  );
}
