/** Accounts that would be lost: how many, whose, and why; let them go, or keep them. Exactly those that were seen. */
import { useRef, useState } from 'preact/hooks';
import { type Guard, type HeldDeletion, heldPath, readGuard, readHeld, readHeldPage } from '../../api/held';
import { readJob } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Copy, CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { csvFile, Export } from '../../parts/Export';
import { Page } from '../../parts/Page';
import { heldCsv } from '../../rules/listCsv';
import { missingRole } from '../../rules/rights';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { heldWords as words } from '../../text/held';
import { Decide, type Question } from './Decide';
import { GuardCard } from './GuardCard';
import { HeldTable } from './HeldTable';
import { HowToStop, StopButton } from './HowToStop';
import { Outcome, type Result } from './Outcome';

const CALM_MS = 15_000;
const BUSY_MS = 3_000;
const FILES = [csvFile('held-deletions.csv', heldCsv)] as const;

export default function Held({ jobId }: { jobId: string }) {
  const { client } = useService();
  /** Somebody has just decided, and looks how the list empties. */
  const isWatched = useRef(false);
  const pace = (isSettling: boolean, left = 0) => (isSettling || (isWatched.current && left > 0) ? BUSY_MS : CALM_MS);
  const job = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal), every: CALM_MS });
  const guard = useAnswer({
    key: ['guard', jobId],
    load: (signal) => readGuard(client, jobId, signal),
    every: (known) => pace(known !== undefined && known.settling > 0, known?.count),
  });
  const list = useAnswer({
    key: ['held', jobId],
    load: (signal) => readHeld(client, jobId, signal),
    every: (known) => pace(known?.value.some(({ status }) => status === 'settling') === true, known?.total),
  });
  const name = job.data?.displayName ?? '';
  const error = list.error ?? guard.error;
  if (list.data === undefined || guard.data === undefined) {
    return (
      <Page title={words.title} jobName={name}>
        {error === undefined ? <Skeleton rows={9} /> : <Problem error={error} again={list.again} />}
      </Page>
    );
  }
  const onDecided = () => {
    isWatched.current = true;
  };
  return <Known job={job.data} jobId={jobId} guard={guard.data} {...list.data} onDecided={onDecided} />;
}

interface KnownProps {
  readonly job: JobFacts | undefined;
  readonly jobId: string;
  readonly guard: Guard;
  readonly value: readonly HeldDeletion[];
  readonly revision: string;
  readonly total: number;
  readonly onDecided: () => void;
}

function Known({ job, jobId, guard, value, revision, total, onDecided }: KnownProps) {
  const { client, me } = useService();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [question, setQuestion] = useState<Question>();
  const [result, setResult] = useState<Result>();
  const name = job?.displayName ?? jobId;
  const some = value.filter(({ externalId }) => chosen.has(externalId));
  const mayDecide = missingRole(me.caller.permissions, 'allowDeletions') === undefined;
  const all = { seen: value, revision, total, byAction: guard.byAction };
  const ask = (decision: Question['decision'], seen: readonly HeldDeletion[]) =>
    setQuestion({ decision, seen, revision: undefined, total: seen.length, byAction: countOf(seen) });

  return (
    <Page
      title={words.title}
      jobName={name}
      lede={
        total === 0
          ? words.none
          : `${words.lede(guard.byAction)}. ${words.threshold(guard.threshold, guard.percentThreshold)}`
      }
      actions={
        total > 0 && (
          <>
            <StopButton />
            <Button kind="danger" deed="allowDeletions" onClick={() => setQuestion({ decision: 'allow', ...all })}>
              {words.allowAll(guard.byAction)}
            </Button>
          </>
        )
      }
    >
      {result !== undefined && <Outcome jobId={jobId} result={result} />}
      {total === 0 ? (
        <section class="card">
          <Empty title={words.none} icon="success">
            <p>{words.noneMore}</p>
          </Empty>
        </section>
      ) : (
        <>
          <GuardCard jobId={jobId} guard={guard} />
          <HowToStop job={job} jobId={jobId} onDone={() => setResult({ kind: 'restarted' })} />
          {!mayDecide && (
            <p class="line muted">
              {words.ask} <Copy text={() => location.href} label={words.askLink} icon="link" wordy />
            </p>
          )}
          <section class="card" aria-label={words.list}>
            <header>
              <h2>{words.list}</h2>
              <span class="grow" />
              {some.length > 0 && (
                <>
                  <small>{words.selected(some.length)}</small>
                  <Button small deed="allowDeletions" onClick={() => ask('reject', some)}>
                    {words.reject(some.length)}
                  </Button>
                  <Button small kind="danger" deed="allowDeletions" onClick={() => ask('allow', some)}>
                    {words.allowAll(countOf(some))}
                  </Button>
                </>
              )}
              <Export
                small
                path={heldPath(jobId)}
                read={(page, signal) => readHeldPage(client, page, signal)}
                files={FILES}
              />
              <CopyCurl path={heldPath(jobId)} />
            </header>
            <HeldTable
              jobId={jobId}
              tellsReasons={guard.byReason.length > 1}
              rows={value}
              total={total}
              settleSeconds={guard.settleSeconds}
              chosen={chosen}
              onChoose={setChosen}
            />
          </section>
        </>
      )}
      {question !== undefined && (
        <Decide
          jobId={jobId}
          name={name}
          question={question}
          onClose={() => setQuestion(undefined)}
          onDone={(decided) => {
            setChosen(new Set());
            setResult({ kind: question.decision, decided });
            onDecided();
          }}
        />
      )}
    </Page>
  );
}

const countOf = (seen: readonly HeldDeletion[]) => {
  const remove = seen.filter(({ action }) => action === 'delete').length;
  return { disable: seen.length - remove, delete: remove };
};
