/** After a restart: whether it goes well now, and that the quarantine is over. In the address, so that a reload goes on watching. */
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Icon } from '../../parts/Icon';
import { Time } from '../../parts/Time';
import { sinceThen } from '../../rules/job/quarantine';
import { jobPath } from '../../state/paths';
import { useUrl } from '../../state/url';
import { quarantineSteps as words } from '../../text/quarantine';

export function Watch({ job }: { job: JobFacts }) {
  const { query, set } = useUrl();
  const since = Date.parse(query.watch ?? '');
  if (Number.isNaN(since) || job.quarantine !== null || job.recent === undefined) return null;
  const { people, failed } = sinceThen(job.recent, since);
  const { operations } = job.backlog;
  return (
    <section class={`banner ${failed > 0 ? 'warn' : 'ok'}`} role="status">
      <Icon name={failed > 0 ? 'warning' : 'success'} />
      <b>{operations === 0 ? words.over : words.goesOn}</b>
      <p>
        {words.since} <Time at={since} form="clock" />. {words.watched(people, failed)}{' '}
        {operations > 0 && words.left(operations)}
      </p>
      <div class="do">
        {failed > 0 && <Button href={jobPath(job.jobId, 'escrow')}>{words.toEscrow}</Button>}
        <Button kind="quiet" icon="x" label={words.dismiss} onClick={() => set({ watch: undefined })} />
      </div>
    </section>
  );
}
