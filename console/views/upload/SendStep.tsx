/** Step 4: sent, request by request, and watched until everybody has an answer. */
import { useState } from 'preact/hooks';
import { retryEscrows } from '../../api/escrows';
import type { PlanTotals } from '../../api/plan';
import type { JobFacts } from '../../api/types';
import { Progress } from '../../parts/Bars';
import { Button } from '../../parts/Button';
import { Confirm } from '../../parts/Confirm';
import { download } from '../../parts/download';
import { messageOf } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { toCsv } from '../../rules/csvOut';
import { bulkBody } from '../../rules/upload/bulk';
import type { ReadPerson } from '../../rules/upload/rows';
import { jobPath } from '../../state/paths';
import { useService } from '../../state/service';
import { sendWords as words } from '../../text/upload';
import { OutcomeWords } from './OutcomeWords';
import { useSend } from './useSend';

interface SendStepProps {
  readonly job: JobFacts;
  readonly people: readonly ReadPerson[];
  /** What the plan came to; `undefined` for who may not plan. */
  readonly totals: PlanTotals | undefined;
  readonly onAnother: () => void;
}

export function SendStep({ job, people, totals, onAnother }: SendStepProps) {
  const send = useSend(job, people);
  const [isAsked, setAsked] = useState(false);
  const held = totals?.guard.tripped === true ? totals.guard.planned : 0;
  const begin = () => (held > 0 ? setAsked(true) : send.start());
  const { outcomes } = send;

  return (
    <div class="pad stack">
      {send.state === 'ready' && (
        <div class="actions">
          <Button kind="primary" icon="upload" deed="upload" onClick={begin}>
            {held > 0 ? words.sendHeld(people.length, held) : words.send(people.length)}
          </Button>
        </div>
      )}
      {send.state !== 'ready' && (
        <>
          <Progress value={send.accepted} of={send.requests} label={words.progressLabel} />
          <div class="line" role="status">
            <span>{words.progress(send.accepted, send.requests)}</span>
            <OutcomeWords {...outcomes} />
            {send.isFinished && <b>{words.finished}</b>}
            {send.waitSeconds !== undefined && <span class="muted">{words.wait(send.waitSeconds)}</span>}
          </div>
        </>
      )}
      {send.refusal !== undefined && (
        <div class="banner fail" role="alert">
          <Icon name="failure" />
          <b>{words.refused(send.refusal.number)}</b>
          <p>{send.refusal.messages.join(' ')}</p>
        </div>
      )}
      <div class="actions">
        {send.state === 'sending' && <Button onClick={send.stop}>{words.stop}</Button>}
        {send.state === 'stopped' && (
          <Button kind="primary" onClick={send.start}>
            {words.again}
          </Button>
        )}
        {outcomes.failed > 0 && <Failures job={job} people={people} failures={send.failures} />}
        {send.accepted > 0 && <Button href={jobPath(job.jobId, 'uploads')}>{words.openUploads}</Button>}
        {send.accepted > 0 && <Button href={jobPath(job.jobId, 'logs')}>{words.entries}</Button>}
        {send.isFinished && <Button onClick={onAnother}>{words.another}</Button>}
      </div>
      {isAsked && totals !== undefined && (
        <Confirm
          title={words.tripTitle}
          verb={words.sendHeld(people.length, held)}
          typed={String(held)}
          danger
          onClose={() => setAsked(false)}
          onConfirm={async () => send.start()}
        >
          <p>{words.tripBody(held, totals.guard.threshold)}</p>
        </Confirm>
      )}
    </div>
  );
}

type Failure = ReturnType<typeof useSend>['failures'][number];

/** Of those who failed: the reasons, their data as it stood in the file, and a try now, for when the cause is gone. */
function Failures({ job, people, failures }: Pick<SendStepProps, 'job' | 'people'> & { failures: readonly Failure[] }) {
  const { client } = useService();
  const [told, setTold] = useState('');
  const anchors = failures.map(({ externalId }) => externalId);

  async function retry(): Promise<void> {
    try {
      const { retrying } = await retryEscrows(client, job.jobId, { anchors });
      setTold(words.retried(retrying));
    } catch (error) {
      setTold(messageOf(error));
    }
  }

  return (
    <>
      <Button icon="download" onClick={() => download('failures.csv', failuresCsv(failures), 'text/csv;charset=utf-8')}>
        {words.failures}
      </Button>
      <Button
        icon="download"
        onClick={() => {
          const failed = people.filter(({ externalId }) => anchors.includes(externalId));
          download('failures.json', bulkBody(failed), 'application/json');
        }}
      >
        {words.failuresJson}
      </Button>
      <Button icon="retry" deed="operate" onClick={() => void retry()}>
        {words.retry(failures.length)}
      </Button>
      {told !== '' && <span role="status">{told}</span>}
    </>
  );
}

function failuresCsv(failures: readonly Failure[]): string {
  const header = ['bulkId', 'externalId', 'errorCode', 'reason', 'logEntryId'];
  return toCsv(
    header,
    failures.map((one) => [one.bulkId, one.externalId, one.errorCode, one.reason, one.logEntryId]),
  );
}
