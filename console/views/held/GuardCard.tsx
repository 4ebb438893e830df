/** How what is held stands to the threshold, and what asked for it. */
import type { Guard } from '../../api/held';
import { Progress } from '../../parts/Bars';
import { Icon } from '../../parts/Icon';
import { uploadPath } from '../../state/paths';
import { heldWords as words } from '../../text/held';

/** So that the mark of the threshold stands well within the bar. */
const ROOM = 1.25;

export function GuardCard({ jobId, guard }: { jobId: string; guard: Guard }) {
  const { count, threshold, enabled, percent, linked, staged, settling, byUpload, byReason } = guard;
  const reasons = byReason.filter((one): one is { reason: string; count: number } => one.reason !== null);
  return (
    <section class="card guard" aria-label={words.why}>
      <div class="pad">
        <Progress
          value={count}
          of={Math.max(count, threshold * ROOM)}
          label={words.bar}
          kind="held"
          {...(enabled && { mark: threshold })}
        />
        <p>
          {enabled ? words.share(percent, linked) : words.off} {staged > 0 && words.tripped(staged)}{' '}
          {settling > 0 && words.settling(settling)}
        </p>
      </div>
      <ul class="feed">
        {byUpload.map(({ uploadId, count: number }) => (
          <li key={uploadId ?? ''}>
            <Icon name={uploadId === null ? 'retry' : 'upload'} />
            <div>{uploadId === null ? words.notByUpload(number) : words.byUpload(number)}</div>
            {uploadId === null ? <span /> : <a href={uploadPath(jobId, uploadId)}>{words.openUpload}</a>}
          </li>
        ))}
        {reasons.map(({ reason, count: number }) => (
          <li key={reason}>
            <Icon name="info" />
            <div>{words.byReason(number, reason)}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
