/** The word itself: in numbers, typed, with a note; on exactly the list that was on the screen when it was asked for. */
import { useId, useState } from 'preact/hooks';
import { type Decided, type Decision, decide, type HeldDeletion } from '../../api/held';
import { Confirm } from '../../parts/Confirm';
import { announce } from '../../state/live';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { heldWords as words } from '../../text/held';

export interface Question {
  readonly decision: Decision;
  readonly seen: readonly HeldDeletion[];
  /** All of the list of this name; `undefined`: those that were seen, by theirs. */
  readonly revision: string | undefined;
  readonly total: number;
  readonly byAction: { readonly disable: number; readonly delete: number };
}

interface DecideProps {
  readonly jobId: string;
  readonly name: string;
  readonly question: Question;
  readonly onClose: () => void;
  readonly onDone: (decided: Decided) => void;
}

export function Decide({ jobId, name, question, onClose, onDone }: DecideProps) {
  const { client } = useService();
  const [note, setNote] = useState('');
  const id = useId();
  const { decision, seen, revision, total, byAction } = question;
  const isAllow = decision === 'allow';

  async function confirm(): Promise<void> {
    const deletions = seen.map(({ externalId, heldSinceDateTime }) => ({ externalId, heldSinceDateTime }));
    try {
      const decided = await decide(
        client,
        jobId,
        decision,
        revision === undefined ? { deletions } : { revision },
        note,
      );
      announce(isAllow ? words.allowed(decided.allowed ?? 0) : words.rejected(decided.rejected ?? 0), true);
      onDone(decided);
    } finally {
      // Also of a list that was not the one any more: the new one is shown behind what the service said.
      await Promise.all([refresh('held', jobId), refresh('guard', jobId), refresh('job', jobId), refresh('overview')]);
    }
  }

  return (
    <Confirm
      title={isAllow ? words.allowTitle(name) : words.rejectTitle(name)}
      verb={isAllow ? words.allow(byAction) : words.rejectVerb(total)}
      danger={isAllow}
      typed={isAllow ? String(total) : undefined}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{isAllow ? words.allowBody(byAction) : words.rejectBody(total)}</p>
      <div class="field">
        <label for={id}>{words.note}</label>
        <input
          id={id}
          class="input"
          maxLength={1_000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}
