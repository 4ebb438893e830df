/** What is under way: how far it is, or why it waits. */
import type { JobFacts, Progress as Units } from '../../api/types';
import { Progress } from '../../parts/Bars';
import { Icon } from '../../parts/Icon';
import { useNow } from '../../parts/Time';
import { secondsLeft } from '../../rules/throughput';
import { duration } from '../../rules/time';
import { overviewWords } from '../../text/overview';
import { shell } from '../../text/shell';
import { jobWords as words } from '../../text/status';

export function CurrentCycle({ job, progress }: { job: JobFacts; progress: readonly Units[] }) {
  const now = useNow(1_000);
  const { operations, oldestAcceptedDateTime } = job.backlog;
  const counted = progress.find(({ units }) => units === 'operations');
  const isStopped = job.state === 'Paused' || job.state === 'Quarantine' || job.state === 'NotConfigured';
  if (progress.length === 0 && operations === 0) {
    return (
      <section class="card line-card" aria-label={words.current}>
        <Icon name="success" class="ok" />
        <b>{words.idle}</b>
        <span class="muted">{words.idleMore}</span>
      </section>
    );
  }
  const left = isStopped || job.recent === undefined ? undefined : secondsLeft(job.recent, operations);
  const told = progress.map(({ units, completedUnits, totalUnits }) => words.units[units](completedUnits, totalUnits));
  return (
    <section class="card line-card wide" aria-label={words.current}>
      <div class="line">
        <Icon name={isStopped ? 'clock' : 'activity'} class={isStopped ? 'skip' : 'ok'} />
        <b>{isStopped ? words.waits(operations, shell.state[job.state]) : words.working(operations)}</b>
        <span class="muted">{told.join(' · ')}</span>
        <span class="grow" />
        {left !== undefined && operations > 0 && <span class="muted">{words.left(duration(left * 1_000))}</span>}
        {oldestAcceptedDateTime !== null && (
          <span class="muted">
            {overviewWords.oldest} {duration(now - Date.parse(oldestAcceptedDateTime))}
          </span>
        )}
      </div>
      {counted !== undefined && (
        <Progress value={counted.completedUnits} of={counted.totalUnits} label={words.current} />
      )}
    </section>
  );
}
