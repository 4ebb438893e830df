/** What is about to be saved: each change with what it does to three people, what is worth knowing, and then the deed. */
import { useId, useMemo, useState } from 'preact/hooks';
import { ApiError, messagesOf } from '../../api/errors';
import { type ImpactTotals, readSchema, saveSchema } from '../../api/schema';
import { type Surroundings, tryDraft } from '../../expression/tried';
import { Button } from '../../parts/Button';
import { Dialog } from '../../parts/Dialog';
import { Icon } from '../../parts/Icon';
import { changesOf, scopeDiffers } from '../../rules/draft';
import { announce } from '../../state/live';
import { refresh } from '../../state/query';
import type { SchemaDraft } from '../../state/schemaDraft';
import { useService } from '../../state/service';
import { type SubjectState, useSomeSubjects } from '../../state/subject';
import { reviewWords as words } from '../../text/mapping';
import { testWords } from '../../text/mappingTests';
import { Changes } from './Changes';
import { Conflicts } from './Conflicts';
import { Impact } from './Impact';
import { TestVerdict } from './TestVerdict';
import { useMappingTests } from './useMappingTests';

interface ReviewProps extends SchemaDraft {
  readonly people: SubjectState;
  readonly around: Surroundings;
  readonly onClose: () => void;
}

export function Review(props: ReviewProps) {
  const { job, base, draft, people, around, begin, onClose } = props;
  const { client } = useService();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [totals, setTotals] = useState<ImpactTotals>();
  const [typed, setTyped] = useState('');
  const id = useId();
  const subjects = useSomeSubjects(job.jobId, people);
  const tried = useMemo(
    () =>
      subjects.map((subject) => ({
        subject,
        before: tryDraft(base.schema, subject, around),
        after: tryDraft(draft, subject, around),
      })),
    [base, draft, subjects],
  );
  const after = useMemo(() => tryDraft(draft, undefined, around), [draft]);
  const changes = changesOf(base.schema, draft);
  const tests = useMappingTests(job.jobId, after.ok ? draft : undefined);
  const isUnread = tests.tests === undefined;
  const doubts = [
    ...(totals === undefined ? [words.impactUnknown] : []),
    ...(totals?.guard.tripped === true ? [words.guardTyped] : []),
    ...(tests.red > 0 ? [testWords.typed] : []),
    ...(isUnread && tests.error !== undefined ? [testWords.unknown] : []),
  ];
  const isConfirmed = doubts.length === 0 || typed.trim() === job.displayName;
  const isWaiting = isUnread && tests.error === undefined;

  async function save(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await saveSchema(client, job, { schema: draft, etag: base.etag });
      const saved = await readSchema(client, job);
      begin(saved);
      announce(words.saved(saved.schema.version), true);
      await refresh('schema', job.jobId);
      onClose();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  }

  if (error instanceof ApiError && error.status === 412) {
    return <Conflicts {...props} message={error.message} onDone={() => setError(undefined)} />;
  }
  const faults = after.ok
    ? error === undefined
      ? []
      : messagesOf(error)
    : after.faults.map(({ path, message }) => `${path}: ${message}`);
  const action = (
    <Button
      kind="primary"
      deed="configure"
      disabled={isBusy || isWaiting || !after.ok || !isConfirmed}
      why={faults[0] ?? doubts[0]}
      onClick={() => void save()}
    >
      {words.save}
    </Button>
  );
  return (
    <Dialog title={words.title} wide onClose={onClose} actions={action}>
      {faults.length > 0 && <Points kind="fail" title={words.faults} points={faults} />}
      {after.ok && after.warnings.length > 0 && (
        <Points kind="warn" title={words.warnings} points={after.warnings.map(({ message }) => message)} />
      )}
      <h3>{words.changes(changes.length)}</h3>
      <Changes changes={changes} tried={tried} />
      {scopeDiffers(base.schema, draft) && <p>{words.scope}</p>}
      {after.ok && <Impact job={job} draft={draft} onTotals={setTotals} />}
      {after.ok && <TestVerdict {...tests} />}
      {doubts.length > 0 && (
        <div class="field">
          <label for={id}>{doubts.join(' ')}</label>
          <input
            id={id}
            class="input"
            autocomplete="off"
            placeholder={job.displayName}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
      )}
    </Dialog>
  );
}

function Points({ kind, title, points }: { kind: 'fail' | 'warn'; title: string; points: readonly string[] }) {
  return (
    <div class={`advice ${kind}`} role={kind === 'fail' ? 'alert' : undefined}>
      <Icon name={kind === 'fail' ? 'failure' : 'warning'} />
      <div>
        <b>{title}</b>
        <ul>
          {points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
