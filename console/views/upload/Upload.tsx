/** From a file to receipts in four steps on one page; each collapses to a line when it is done. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { readJob } from '../../api/jobs';
import type { PlanTotals } from '../../api/plan';
import { uploadCurl } from '../../api/send';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Copy } from '../../parts/Copy';
import { Problem, Skeleton } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Page } from '../../parts/Page';
import { missingRole } from '../../rules/rights';
import { chunksOf } from '../../rules/upload/bulk';
import { keyedPeople, type ReadPerson } from '../../rules/upload/rows';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { columnWords, fileWords, uploadWords as words } from '../../text/upload';
import type { ColumnsStepProps } from './ColumnsStep';
import { FileStep } from './FileStep';
import { ResultStep } from './ResultStep';
import type { SourceFile } from './readFile';
import { SendStep } from './SendStep';
import { SentBefore } from './SentBefore';

type StepNumber = 1 | 2 | 3 | 4;

export default function Upload({ jobId }: { jobId: string }) {
  const { client, me } = useService();
  const job = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal) });
  const [at, setAt] = useState<StepNumber>(1);
  const [file, setFile] = useState<SourceFile>();
  const [people, setPeople] = useState<readonly ReadPerson[]>([]);
  const [columns, setColumns] = useState('');
  const [totals, setTotals] = useState<PlanTotals>();
  const mayPlan = missingRole(me.caller.permissions, 'plan') === undefined;

  if (job.data === undefined) {
    return (
      <Page title={words.title}>
        {job.error === undefined ? <Skeleton rows={6} /> : <Problem error={job.error} again={job.again} />}
      </Page>
    );
  }

  function take(read: SourceFile): void {
    setFile(read);
    setTotals(undefined);
    if (read.kind === 'table') {
      setAt(2);
      return;
    }
    const texts = { noKey: columnWords.noKeyRow, twice: columnWords.twice };
    const keyed = keyedPeople(
      read.people.map((data, index) => ({ line: index + 1, data })),
      texts,
    );
    setPeople(keyed.people);
    setColumns(fileWords.people(read.name, keyed.people.length));
    setAt(3);
  }

  function anew(): void {
    setFile(undefined);
    setPeople([]);
    setTotals(undefined);
    setAt(1);
  }

  /** Of the requests that will be sent the first; of a file while there are no people. */
  function curl({ servicePrincipalId }: JobFacts): string {
    const [first] = chunksOf(people, me.limits.operationsPerRequest);
    return uploadCurl(location.origin, servicePrincipalId, jobId, first?.body);
  }

  const fileLine = file && (file.kind === 'table' ? tableLine(file) : fileWords.people(file.name, file.people.length));
  const facts = job.data;
  return (
    <Page
      title={words.title}
      jobName={facts.displayName}
      lede={words.lede(facts.displayName)}
      actions={<Copy text={() => curl(facts)} label={common.copyCurl} wordy icon="terminal" />}
    >
      {at === 1 && <SentBefore jobId={jobId} />}
      <Step number={1} at={at} done={fileLine} onChange={() => setAt(1)}>
        <FileStep onRead={take} />
      </Step>
      {file?.kind !== 'people' && (
        <Step number={2} at={at} done={columns} onChange={() => setAt(2)}>
          {file?.kind === 'table' && (
            <Columns
              job={facts}
              file={file}
              mayPlan={mayPlan}
              onDone={(read, summary) => {
                setPeople(read);
                setColumns(summary);
                setTotals(undefined);
                setAt(3);
              }}
            />
          )}
        </Step>
      )}
      <Step number={3} at={at} stays>
        {people.length > 0 && <ResultStep job={facts} people={people} mayPlan={mayPlan} onTotals={setTotals} />}
      </Step>
      <Step number={4} at={at === 3 && (totals !== undefined || !mayPlan) ? 4 : at}>
        {people.length > 0 && <SendStep job={facts} people={people} totals={totals} onAnother={anew} />}
      </Step>
    </Page>
  );
}

function tableLine({ name, rows, columns, delimiter, encoding }: Extract<SourceFile, { kind: 'table' }>): string {
  const coding = encoding.toUpperCase();
  return `${fileWords.facts(name, rows.length, columns.length)} · ${fileWords.delimiters[delimiter] ?? delimiter}, ${coding}`;
}

/** Step 2 maps rows by the engine, which a list of people and whoever only looks do without: it comes with the first table. */
function Columns(props: ColumnsStepProps) {
  const { data, error, again } = useAnswer({ key: ['part', 'columns'], load: () => import('./ColumnsStep') });
  if (data !== undefined) return <data.ColumnsStep {...props} />;
  return error === undefined ? <Skeleton /> : <Problem error={error} again={again} />;
}

interface StepProps {
  readonly number: StepNumber;
  readonly at: StepNumber;
  /** What it came to, in a line. */
  readonly done?: string | undefined;
  readonly onChange?: () => void;
  /** Shown also when the next one has begun. */
  readonly stays?: boolean;
  readonly children?: ComponentChildren;
}

function Step({ number, at, done, onChange, stays = false, children }: StepProps) {
  const isOpen = at === number || (stays && at > number);
  const isDone = at > number;
  return (
    <section class={`card step${isOpen ? ' open' : ''}`} aria-label={words.steps[number - 1]}>
      <header>
        <span class={`dot${isDone ? '' : ' skip'}`} aria-hidden="true">
          {isDone ? <Icon name="check" /> : number}
        </span>
        <h2>{words.steps[number - 1]}</h2>
        {isDone && done !== undefined && <small>{done}</small>}
        <span class="grow" />
        {isDone && onChange !== undefined && (
          <Button small kind="quiet" onClick={onChange}>
            {words.change}
          </Button>
        )}
      </header>
      {isOpen && children}
    </section>
  );
}
