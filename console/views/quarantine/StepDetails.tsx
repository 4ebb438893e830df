/** What a step knows of its own: the causes, who stopped it, an address to be told. */
import { useState } from 'preact/hooks';
import { readEscrowSummary } from '../../api/escrows';
import { readAudit } from '../../api/jobs';
import { patchSecrets, readSecrets } from '../../api/settings';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { messageOf } from '../../parts/Empty';
import { TextField } from '../../parts/Field';
import { Time } from '../../parts/Time';
import { initiatorName } from '../../rules/audit';
import {
  addressesIn,
  NOTIFICATION_KEY,
  notAddresses,
  notificationText,
  withEnabled,
} from '../../rules/job/notification';
import { jobPath } from '../../state/paths';
import { refresh, useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { auditWords } from '../../text/escrow';
import { quarantineSteps as words } from '../../text/quarantine';
import { settingsWords } from '../../text/settings';

const CAUSES_SHOWN = 3;
const RECORDS_ASKED = 50;

export function Causes({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { data } = useAnswer({
    key: ['escrows', jobId],
    load: (signal) => readEscrowSummary(client, jobId, signal),
    every: 15_000,
  });
  return (
    <ul class="causes">
      {data?.value.slice(0, CAUSES_SHOWN).map(({ code, attribute, count, recommendedAction, examples: [example] }) => (
        <li key={`${code} ${attribute}`}>
          <b>{words.cause(code, count)}</b> <small class="muted">{recommendedAction}</small>
          <span class="line">
            {attribute !== null && <a href={jobPath(jobId, 'mapping', { mapping: attribute })}>{words.toMapping}</a>}
            {example !== undefined && (
              <a href={jobPath(jobId, 'on-demand', { person: example })}>{words.tryOne(example)}</a>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function StoppedBy({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { data } = useAnswer({
    key: ['stoppedBy', jobId],
    load: (signal) => readAudit(client, jobId, RECORDS_ASKED, signal),
  });
  const record = data?.value.find(({ activity }) => activity === 'Quarantine');
  if (record === undefined) return null;
  return (
    <p>
      {words.stopped(initiatorName(record.initiatedBy, auditWords.service))}, <Time at={record.activityDateTime} />
    </p>
  );
}

/** The field in place: nobody is sent to another page for one address. */
export function EmailStep({ job }: { job: JobFacts }) {
  const { client } = useService();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const { recipients, enabled } = job.notification;
  if (enabled && recipients.length > 0) return <p>{recipients.join(', ')}</p>;
  const wrong = notAddresses(typed);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (wrong.length > 0 || addressesIn(typed).length === 0) return;
    try {
      const saved = await readSecrets(client, job.servicePrincipalId);
      const value = notificationText(saved, { enabled: withEnabled(true), recipients: typed });
      await patchSecrets(client, job.servicePrincipalId, [{ key: NOTIFICATION_KEY, value }]);
      await Promise.all([refresh('secrets', job.servicePrincipalId), refresh('job', job.jobId)]);
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  }

  return (
    <form class="email-step" onSubmit={(event) => void save(event)}>
      <TextField
        label={words.email}
        fault={error ?? (wrong.length > 0 ? settingsWords.noAddress(wrong) : undefined)}
        value={typed}
        onChange={setTyped}
      />
      <Button type="submit" deed="configure">
        {words.saveEmail}
      </Button>
    </form>
  );
}
