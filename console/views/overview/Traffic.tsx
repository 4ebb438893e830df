/** What came of people in the last hour, over all jobs, and how far behind that is. */
import type { JobRow } from '../../api/types';
import { Throughput } from '../../parts/Bars';
import { useNow } from '../../parts/Time';
import { count, percent } from '../../rules/numbers';
import { addUp, barsOf, totalOf } from '../../rules/throughput';
import { duration } from '../../rules/time';
import { common } from '../../text/common';
import { overviewWords as words } from '../../text/overview';

export function Traffic({ jobs }: { jobs: readonly JobRow[] }) {
  const now = useNow(1_000);
  const steps = addUp(jobs.flatMap(({ recent }) => recent ?? []));
  if (steps === undefined) return null;
  const bars = barsOf(steps);
  const total = bars.reduce((sum, bar) => sum + bar.total, 0);
  const failed = totalOf(bars, 'failure');
  const backlog = jobs.reduce((sum, job) => sum + job.backlog.operations, 0);
  const oldest = jobs.flatMap((job) => job.backlog.oldestAcceptedDateTime ?? []).sort()[0];
  const [lag, unit] = oldest === undefined ? ['–', ''] : duration(now - Date.parse(oldest)).split(' ');
  return (
    <figure class="card">
      <header>
        <h2>{words.chart}</h2>
        <small>{words.chartOf}</small>
        <span class="grow" />
        <span class="live">{common.live}</span>
      </header>
      <dl class="facts">
        <div>
          <dt>{words.now}</dt>
          <dd>
            {count(bars.at(-1)?.total ?? 0)}
            <small>{words.perMinute}</small>
          </dd>
        </div>
        <div>
          <dt>{words.oldest}</dt>
          <dd>
            {lag}
            <small>{unit}</small>
          </dd>
        </div>
        <div>
          <dt>{words.failedHour}</dt>
          <dd>
            {count(failed)}
            <small>{percent(failed, total)}</small>
          </dd>
        </div>
        <div>
          <dt>{words.backlog}</dt>
          <dd>{count(backlog)}</dd>
        </div>
      </dl>
      <div class="above">
        <Throughput steps={steps} />
      </div>
    </figure>
  );
}
