/** *Troubleshooting & Recommendations*: what went wrong, what to do, and what Muster does next and when. */
import type { ComponentChildren } from 'preact';
import type { LogEntry } from '../../api/logs';
import { readPerson } from '../../api/people';
import { Button } from '../../parts/Button';
import { Copy } from '../../parts/Copy';
import { Empty } from '../../parts/Empty';
import { Status } from '../../parts/Status';
import { Time } from '../../parts/Time';
import { jobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { entryWords as words } from '../../text/logs';

export function Troubleshooting({ jobId, entry }: { jobId: string; entry: LogEntry }) {
  const { client } = useService();
  const { errorInformation: error } = entry.provisioningStatusInfo;
  const anchor = entry.sourceIdentity.id;
  const person = useAnswer({
    key: ['person', jobId, anchor],
    load: (signal) => readPerson(client, jobId, anchor, signal),
    off: error === null,
  });
  if (error === null) {
    return (
      <Empty icon="success" title={words.fine}>
        {words.fineMore}
      </Empty>
    );
  }
  const escrow = person.data?.escrow;
  return (
    <>
      <dl class="facts-list tight">
        <Fact name={words.errorCode}>
          <code>{error.errorCode}</code>
          <Copy text={error.errorCode} label={`${common.copy} ${words.errorCode}`} />
        </Fact>
        <Fact name={words.category}>{error.errorCategory}</Fact>
        <Fact name={words.reason}>{error.reason}</Fact>
        {error.additionalDetails && <Fact name={words.additional}>{error.additionalDetails}</Fact>}
        {error.recommendedAction && <Fact name={words.advice}>{error.recommendedAction}</Fact>}
        {escrow && (
          <Fact name={words.nextTry}>
            <Status kind="escrow">
              {escrow.nextAttemptDateTime === null ? common.none : <Time at={escrow.nextAttemptDateTime} />}
            </Status>
            <span class="muted">
              {words.attempts} {escrow.attempts}
            </span>
          </Fact>
        )}
        {person.data !== undefined && escrow === null && (
          <Fact name={words.nextTry}>
            <Status kind="success">{words.settled}</Status>
          </Fact>
        )}
      </dl>
      <div class="pad actions">
        <Button
          small
          href={jobPath(jobId, 'mapping', { mapping: escrow?.failure.attribute ?? undefined, for: anchor })}
        >
          {words.openMapping}
        </Button>
        <Button small deed="provisionOnDemand" href={jobPath(jobId, 'on-demand', { person: anchor, run: 'dry' })}>
          {words.tryNow}
        </Button>
        <Button small href={jobPath(jobId, 'logs', { code: error.errorCode })}>
          {words.alikeLink}
        </Button>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
