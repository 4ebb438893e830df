/** Restart: Graph's scopes as sentences, the mildest first; what cannot be undone is red and wants the job's name typed. */
import { useId, useState } from 'preact/hooks';
import { previewRestart } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Confirm } from '../../parts/Confirm';
import { missingRole } from '../../rules/rights';
import { uploadPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { restartWords as words } from '../../text/status';

/** Of those that would have to be sent again. */
const UPLOADS_SHOWN = 5;

interface RestartProps {
  readonly job: JobFacts;
  readonly onClose: () => void;
  readonly onConfirm: (scopes: readonly string[]) => Promise<void>;
}

export function Restart({ job, onClose, onConfirm }: RestartProps) {
  const { client, me } = useService();
  const [chosen, setChosen] = useState<string>(words.choices[0].id);
  const name = useId();
  const role = missingRole(me.caller.permissions, 'configure');
  const isFull = chosen === words.whole;
  const cost = useAnswer({
    key: ['restart', job.jobId, chosen],
    load: (signal) => previewRestart(client, job.jobId, chosen, signal),
  });
  const choices = [
    ...words.choices.map((choice) => ({ ...choice, role: undefined })),
    { id: words.whole, title: words.full, more: words.fullMore, role },
  ];
  return (
    <Confirm
      title={words.title(job.displayName)}
      verb={words.verb}
      danger={isFull}
      typed={isFull ? job.displayName : undefined}
      onClose={onClose}
      onConfirm={() => onConfirm(chosen.split(', '))}
    >
      {choices.map(({ id, title, more, role: missing }) => (
        <label key={id} class={`opt tall${id === words.whole ? ' fail' : ''}`}>
          <input
            type="radio"
            name={name}
            checked={chosen === id}
            disabled={missing !== undefined}
            onChange={() => setChosen(id)}
          />
          <span>
            <b>{title}</b>
            <small class="muted">{missing === undefined ? more : common.needs(missing)}</small>
          </span>
        </label>
      ))}
      {cost.data !== undefined && !cost.isKept && (
        <div role="status">
          <p class={cost.data.purgedOperations > 0 ? 'fail' : 'muted'}>{words.cost(cost.data)}</p>
          {cost.data.purgedUploads.length > 0 && (
            <ul class="queues">
              {cost.data.purgedUploads.slice(0, UPLOADS_SHOWN).map((id) => (
                <li key={id}>
                  <a href={uploadPath(job.jobId, id)}>{words.upload(id)}</a>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Confirm>
  );
}
