/** The end of a job: what goes with it, in numbers, and its name typed. */
import { useState } from 'preact/hooks';
import { deleteJob } from '../../api/settings';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Confirm } from '../../parts/Confirm';
import { useService } from '../../state/service';
import { settingsWords as words } from '../../text/settings';

export function DangerCard({ job, onDeleted }: { job: JobFacts; onDeleted: () => void }) {
  const { client } = useService();
  const [isAsked, setAsked] = useState(false);
  const { displayName, people, backlog, held } = job;
  return (
    <section class="card danger-zone" aria-label={words.danger}>
      <header>
        <h2>{words.danger}</h2>
      </header>
      <div class="pad stack">
        <p class="muted">{words.deleteMore}</p>
        <div>
          <Button kind="danger" icon="trash" deed="configure" onClick={() => setAsked(true)}>
            {words.delete}
          </Button>
        </div>
      </div>
      {isAsked && (
        <Confirm
          title={words.deleteTitle(displayName)}
          verb={words.deleteVerb}
          danger
          typed={displayName}
          onClose={() => setAsked(false)}
          onConfirm={async () => {
            await deleteJob(client, job);
            onDeleted();
          }}
        >
          <p>{words.deleteBody(people, backlog.operations, held.staged + held.settling)}</p>
          <p>{words.deleteSecrets}</p>
        </Confirm>
      )}
    </section>
  );
}
