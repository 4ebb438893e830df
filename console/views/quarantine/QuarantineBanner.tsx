/** What has to be decided, said once and above all else; the way to decide it is on it. */
import { readJob } from '../../api/jobs';
import type { JobRow } from '../../api/types';
import { Button } from '../../parts/Button';
import { Icon } from '../../parts/Icon';
import { Time } from '../../parts/Time';
import { jobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { bannerWords as words } from '../../text/overview';

interface QuarantineBannerProps {
  readonly job: JobRow;
  /** The page that it stands on, which it does not lead to. */
  readonly page?: string;
}

export function QuarantineBanner({ job, page }: QuarantineBannerProps) {
  const { client } = useService();
  const facts = useAnswer({ key: ['job', job.jobId], load: (signal) => readJob(client, job.jobId, signal) });
  const threshold = facts.data?.threshold ?? null;
  const { jobId, displayName, quarantine, held } = job;
  if (quarantine === null) return null;
  const isOfDeletions = quarantine.reason === 'TooManyDeletes' && held.staged > 0;
  return (
    <section class="banner quar" aria-label={words.open}>
      <Icon name="quarantine" />
      <b>
        {isOfDeletions
          ? words.deletions(displayName, held.staged, threshold)
          : words.other(displayName, quarantine.reason)}
      </b>
      <p>
        {isOfDeletions ? words.deletionsMore : (quarantine.error?.message ?? words.otherMore)} {words.since}{' '}
        <Time at={quarantine.seriesBegan} />, {words.again} <Time at={quarantine.nextAttempt} />.
      </p>
      <div class="do">
        {isOfDeletions && page !== 'held' && <Button href={jobPath(jobId, 'held')}>{words.review(held.staged)}</Button>}
        <Button href={jobPath(jobId, 'status')}>{words.open}</Button>
      </div>
    </section>
  );
}
