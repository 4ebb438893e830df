/** For deletions that nobody wanted: from the cause to an empty list, step by step. */
import { useState } from 'preact/hooks';
import { restartJob } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Confirm } from '../../parts/Confirm';
import { jobPath } from '../../state/paths';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { heldWords as words } from '../../text/held';

/** Everybody is looked at again, with what is known of them, and nothing is forgotten that cannot be had again. */
const ANEW = ['QuarantineState', 'Watermark', 'Escrows'];

interface HowToStopProps {
  readonly job: JobFacts | undefined;
  readonly jobId: string;
  readonly onDone: () => void;
}

/** Shows the way, and takes it away again. */
export function StopButton() {
  const { query, set } = useUrl();
  const isOpen = query.wrong !== undefined;
  return (
    <Button icon="hint" expanded={isOpen} onClick={() => set({ wrong: isOpen ? undefined : 'yes' })}>
      {words.wrong}
    </Button>
  );
}

export function HowToStop({ job, jobId, onDone }: HowToStopProps) {
  const { client } = useService();
  const { query } = useUrl();
  const [isAsked, setAsked] = useState(false);
  if (query.wrong === undefined) return null;

  async function restart(): Promise<void> {
    await restartJob(client, job?.servicePrincipalId ?? '', jobId, ANEW);
    onDone();
    await Promise.all([refresh('held', jobId), refresh('guard', jobId), refresh('job', jobId)]);
  }

  const [cause, undo, anew] = [
    <Button key="audit" small href={jobPath(jobId, 'audit')}>
      {words.toAudit}
    </Button>,
    <>
      <Button small href={jobPath(jobId, 'upload')}>
        {words.toUpload}
      </Button>
      <Button small href={jobPath(jobId, 'scope')}>
        {words.toScope}
      </Button>
      <Button small href={jobPath(jobId, 'mapping')}>
        {words.toMapping}
      </Button>
    </>,
    <Button key="restart" small deed="operate" disabled={job === undefined} onClick={() => setAsked(true)}>
      {words.restart}
    </Button>,
  ];
  return (
    <section class="card" aria-label={words.wrongTitle}>
      <header>
        <h2>{words.wrongTitle}</h2>
      </header>
      <ol class="procedure">
        {words.steps.map(([title, more], index) => (
          <li key={title}>
            <div>
              <b>{title}</b>
              <p class="muted">{more}</p>
            </div>
            <div class="actions">{[cause, undo, anew][index]}</div>
          </li>
        ))}
      </ol>
      {isAsked && (
        <Confirm
          title={words.restartTitle(job?.displayName ?? jobId)}
          verb={words.restartVerb}
          onConfirm={restart}
          onClose={() => setAsked(false)}
        >
          <p>{words.restartBody}</p>
        </Confirm>
      )}
    </section>
  );
}
