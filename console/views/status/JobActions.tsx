/** Start, pause, restart, quarantine: each says what it does to what waits, before it does it. */
import { useId, useState } from 'preact/hooks';
import { pauseJob, quarantineJob, restartJob, startJob } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Confirm } from '../../parts/Confirm';
import { Menu } from '../../parts/Menu';
import { jobPath } from '../../state/paths';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { pauseWords, quarantineWords, startWords, jobWords as words } from '../../text/status';
import { Restart } from './Restart';

type Asked = 'start' | 'pause' | 'restart' | 'quarantine';

export function JobActions({ job }: { job: JobFacts }) {
  const { client } = useService();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const isStopped = job.state === 'Paused' || job.state === 'NotConfigured' || job.state === 'Disabled';

  /** @throws what the dialog then shows */
  async function carryOut(work: Promise<unknown>): Promise<void> {
    await work;
    await Promise.all([refresh('job', job.jobId), refresh('graphJob', job.jobId), refresh('overview')]);
  }

  return (
    <>
      {isStopped ? (
        <Button icon="play" kind="primary" deed="operate" onClick={() => setAsked('start')}>
          {words.start}
        </Button>
      ) : (
        <Button icon="pause" deed="operate" onClick={() => setAsked('pause')}>
          {words.pause}
        </Button>
      )}
      <Button icon="retry" deed="operate" onClick={() => setAsked('restart')}>
        {words.restart}
      </Button>
      {!isStopped && (
        <Button icon="upload" kind="primary" deed="upload" href={jobPath(job.jobId, 'upload')}>
          {words.upload}
        </Button>
      )}
      <Menu
        label={words.more}
        alignEnd
        button={({ isOpen, toggle }) => (
          <Button icon="more" kind="quiet" label={words.more} expanded={isOpen} onClick={toggle} />
        )}
      >
        {(shut) => (
          <Button
            kind="quiet"
            icon="quarantine"
            deed="operate"
            onClick={() => {
              shut();
              setAsked('quarantine');
            }}
          >
            {words.quarantine}
          </Button>
        )}
      </Menu>
      {asked === 'start' && (
        <Confirm
          title={startWords.title(job.displayName)}
          verb={startWords.verb}
          onClose={close}
          onConfirm={() => carryOut(startJob(client, job.servicePrincipalId, job.jobId))}
        >
          <p>{startWords.waits(job.backlog.operations)}</p>
        </Confirm>
      )}
      {asked === 'pause' && (
        <Confirm
          title={pauseWords.title(job.displayName)}
          verb={pauseWords.verb}
          onClose={close}
          onConfirm={() => carryOut(pauseJob(client, job.servicePrincipalId, job.jobId))}
        >
          <p>{pauseWords.body}</p>
        </Confirm>
      )}
      {asked === 'restart' && (
        <Restart
          job={job}
          onClose={close}
          onConfirm={(scopes) => carryOut(restartJob(client, job.servicePrincipalId, job.jobId, scopes))}
        />
      )}
      {asked === 'quarantine' && (
        <Quarantine
          job={job}
          onClose={close}
          onConfirm={(reason) => carryOut(quarantineJob(client, job.jobId, reason))}
        />
      )}
    </>
  );
}

interface QuarantineProps {
  readonly job: JobFacts;
  readonly onClose: () => void;
  readonly onConfirm: (reason: string) => Promise<void>;
}

function Quarantine({ job, onClose, onConfirm }: QuarantineProps) {
  const [reason, setReason] = useState('');
  const id = useId();
  return (
    <Confirm
      title={quarantineWords.title(job.displayName)}
      verb={quarantineWords.verb}
      danger
      onClose={onClose}
      onConfirm={() => onConfirm(reason.trim())}
    >
      <p>{quarantineWords.body}</p>
      <div class="field">
        <label for={id}>{quarantineWords.reason}</label>
        <input id={id} class="input" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </div>
    </Confirm>
  );
}
