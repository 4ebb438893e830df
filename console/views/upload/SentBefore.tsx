/** What this tab has sent: a reload forgets the file, and finds what came of it. */
import { useState } from 'preact/hooks';
import { Button } from '../../parts/Button';
import { keepDraft, readDraft } from '../../state/drafts';
import { jobPath } from '../../state/paths';
import { sendWords as words } from '../../text/upload';
import { OutcomeWords } from './OutcomeWords';
import { useReceipts } from './useReceipts';

export interface Sent {
  /** Of the uploads that were accepted. */
  readonly ids: readonly string[];
  readonly requests: number;
  /** In those that were accepted. */
  readonly people: number;
}

const nameOf = (jobId: string) => `sent.${jobId}`;

export const keepSent = (jobId: string, sent: Sent | undefined): void => keepDraft(nameOf(jobId), sent);

export function SentBefore({ jobId }: { jobId: string }) {
  const [sent, setSent] = useState(() => readDraft<Sent>(nameOf(jobId)));
  const { outcomes, isFinished } = useReceipts(sent?.ids ?? NONE, sent?.people ?? 0);
  if (sent === undefined) return null;
  return (
    <section class="card pad stack" aria-label={words.before}>
      <h2>{words.before}</h2>
      <div class="line" role="status">
        <span>{words.progress(sent.ids.length, sent.requests)}</span>
        <OutcomeWords {...outcomes} />
        {isFinished && sent.ids.length === sent.requests && <b>{words.finished}</b>}
      </div>
      {sent.ids.length < sent.requests && <p class="muted">{words.cutOff}</p>}
      <div class="actions">
        <Button href={jobPath(jobId, 'uploads')}>{words.openUploads}</Button>
        <Button
          kind="quiet"
          onClick={() => {
            keepSent(jobId, undefined);
            setSent(undefined);
          }}
        >
          {words.forget}
        </Button>
      </div>
    </section>
  );
}

const NONE: readonly string[] = [];
