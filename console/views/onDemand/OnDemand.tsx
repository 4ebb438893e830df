/** One person now: asked for, shown step by step, and then done for real by whoever has seen it. */
import { useEffect, useId, useState } from 'preact/hooks';
import { readJob } from '../../api/jobs';
import { type OnDemandOutcome, onDemandCall, provisionOnDemand } from '../../api/onDemand';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Confirm } from '../../parts/Confirm';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Page } from '../../parts/Page';
import { missingRole } from '../../rules/rights';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useSubject } from '../../state/subject';
import { useUrl } from '../../state/url';
import { onDemandWords as words } from '../../text/onDemand';
import { PersonPicker } from '../mapping/PersonPicker';
import { Outcome } from './Outcome';

export default function OnDemand({ jobId }: { jobId: string }) {
  const { client } = useService();
  const job = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal) });
  if (job.data !== undefined) return <Desk job={job.data} />;
  return (
    <Page title={words.title}>
      {job.error === undefined ? <Skeleton /> : <Problem error={job.error} again={job.again} />}
    </Page>
  );
}

function Desk({ job }: { job: JobFacts }) {
  const { client, me } = useService();
  const { query, set } = useUrl();
  const people = useSubject(job.jobId, 'person');
  const [text, setText] = useState('');
  const [isDry, setDry] = useState(true);
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<OnDemandOutcome>();
  const [error, setError] = useState<unknown>();
  const id = useId();
  const externalId = query.person ?? people.subject?.externalId ?? '';
  const { data, fault } = dataOf(text);

  async function run(dryRun: boolean): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      setOutcome(await provisionOnDemand(client, job, { externalId, data, dryRun }));
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  }

  // Whoever comes from a failure asked for it there; it is dry, and looks once.
  const mayRun = missingRole(me.caller.permissions, 'provisionOnDemand') === undefined;
  useEffect(() => {
    if (query.run !== 'dry' || externalId === '' || !mayRun) return;
    set({ run: undefined });
    void run(true);
  }, [query.run, externalId, mayRun]);

  const isReady = externalId !== '' && fault === undefined && !isBusy;
  return (
    <Page
      title={words.title}
      jobName={job.displayName}
      lede={words.lede}
      actions={<CopyCurl {...onDemandCall(job, { externalId, data, dryRun: isDry })} />}
    >
      <section class="card">
        <div class="ask">
          <div class="field">
            <label for={`${id}-person`}>{words.person}</label>
            <span class="row">
              <input
                id={`${id}-person`}
                class="input"
                placeholder={words.personHint}
                value={externalId}
                onInput={(event) => set({ person: event.currentTarget.value.trim() })}
              />
              <PersonPicker {...people} />
            </span>
          </div>
          <details>
            <summary>{words.data}</summary>
            <div class="field">
              <textarea
                class="textarea"
                aria-label={words.data}
                aria-describedby={`${id}-data`}
                spellcheck={false}
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
              />
              <span id={`${id}-data`} class="hint">
                {fault === undefined ? words.dataHint : words.dataWrong(fault)}
              </span>
            </div>
          </details>
          <label class="opt">
            <input type="checkbox" checked={isDry} onChange={(event) => setDry(event.currentTarget.checked)} />
            {words.dryRun}
          </label>
          <div>
            <Button
              kind="primary"
              icon="play"
              deed="provisionOnDemand"
              disabled={!isReady}
              onClick={() => (isDry ? void run(true) : setAsked(true))}
            >
              {isDry ? words.run : words.runReal}
            </Button>
          </div>
        </div>
      </section>
      {isBusy && <p role="status">{words.running}</p>}
      {error !== undefined && <Problem error={error} again={() => void run(isDry)} />}
      {outcome === undefined && error === undefined && !isBusy && (
        <div class="card">
          <Empty icon="person" title={words.empty}>
            {words.emptyMore}
          </Empty>
        </div>
      )}
      {outcome !== undefined && <Outcome outcome={outcome} onReal={() => setAsked(true)} />}
      {isAsked && (
        <Confirm
          title={words.confirmTitle(externalId)}
          verb={words.runReal}
          onConfirm={() => run(false)}
          onClose={() => setAsked(false)}
        >
          <p>{words.confirm}</p>
        </Confirm>
      )}
    </Page>
  );
}

/** What was pasted: nothing, a person, or why it is none. */
function dataOf(text: string): { readonly data?: unknown; readonly fault?: string } {
  if (text.trim() === '') return {};
  try {
    return { data: JSON.parse(text) as unknown };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
