/** Step 3: what would happen to whom, by the engine that will do it, with the deletion guard's verdict; nothing is written. */
import { useEffect, useState } from 'preact/hooks';
import { type PlanLine, type PlanTotals, plan } from '../../api/plan';
import type { JobFacts } from '../../api/types';
import { Progress } from '../../parts/Bars';
import { Button } from '../../parts/Button';
import { download } from '../../parts/download';
import { Problem } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Json } from '../../parts/Json';
import { planCsv } from '../../rules/listCsv';
import { count } from '../../rules/numbers';
import { bulkBody, chunksOf } from '../../rules/upload/bulk';
import { GROUPS, groupOf, groupSizes, type PlanGroup } from '../../rules/upload/planGroups';
import type { ReadPerson } from '../../rules/upload/rows';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { resultWords as words } from '../../text/upload';
import { PlanTable, whyOf } from './PlanTable';

interface ResultStepProps {
  readonly job: JobFacts;
  readonly people: readonly ReadPerson[];
  readonly mayPlan: boolean;
  readonly onTotals: (totals: PlanTotals) => void;
}

export function ResultStep({ job, people, mayPlan, onTotals }: ResultStepProps) {
  const { client } = useService();
  const [lines, setLines] = useState<readonly PlanLine[]>([]);
  const [totals, setTotals] = useState<PlanTotals>();
  const [error, setError] = useState<unknown>();
  const [group, setGroup] = useState<PlanGroup>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (!mayPlan) return;
    const stop = new AbortController();
    setLines([]);
    setTotals(undefined);
    setError(undefined);
    plan(client, job.jobId, bulkBody(people), (more) => setLines((all) => [...all, ...more]), stop.signal)
      .then((found) => {
        setTotals(found);
        onTotals(found);
      })
      .catch((thrown) => stop.signal.aborted || setError(thrown));
    return () => stop.abort();
  }, [people, mayPlan, round]);

  if (!mayPlan) return <Payload people={people} />;
  if (error !== undefined) {
    return (
      <div class="pad">
        <Problem error={error} again={() => setRound(round + 1)} />
      </div>
    );
  }
  const sizes = groupSizes(lines);
  const shown = group === undefined ? lines : lines.filter((line) => groupOf(line).includes(group));
  return (
    <>
      <div class="pad stack">
        {totals === undefined && (
          <div class="line" role="status">
            <Progress value={lines.length} of={people.length} label={words.planLabel} />
            <span class="muted">{words.planning(lines.length, people.length)}</span>
          </div>
        )}
        {totals !== undefined && <Verdict totals={totals} />}
        <div class="filters">
          <Button pressed={group === undefined} onClick={() => setGroup(undefined)}>
            {words.all} {count(lines.length)}
          </Button>
          {GROUPS.filter((one) => sizes[one] > 0).map((one) => (
            <Button key={one} pressed={group === one} onClick={() => setGroup(one)}>
              {words[one]} {count(sizes[one])}
            </Button>
          ))}
          <span class="grow" />
          {totals !== undefined && (
            <Button icon="download" onClick={() => download('plan.csv', fileOf(shown), 'text/csv;charset=utf-8')}>
              {words.csv}
            </Button>
          )}
        </div>
      </div>
      <PlanTable jobId={job.jobId} lines={shown} />
    </>
  );
}

const fileOf = (lines: readonly PlanLine[]) => planCsv(lines.map((line) => ({ ...line, why: whyOf(line) })));

function Verdict({ totals }: { totals: PlanTotals }) {
  const { guard, notes, stopped, disabledByOmission, duplicates } = totals;
  return (
    <>
      {stopped !== null && (
        <div class="banner fail" role="alert">
          <Icon name="failure" />
          <b>
            {words.stopped}: {stopped.reason}
          </b>
        </div>
      )}
      {disabledByOmission > 0 && (
        <div class="banner warn" role="alert">
          <Icon name="warning" />
          <b>{words.omission(disabledByOmission)}</b>
        </div>
      )}
      <div class={`banner ${guard.tripped ? 'quar' : 'ok'}`}>
        <Icon name={guard.tripped ? 'hand' : 'success'} />
        <b>
          {guard.enabled ? words.guard(guard.count, guard.threshold) : words.guardOff}
          {guard.enabled && `, ${guard.tripped ? words.guardHolds(guard.planned) : words.guardRuns}`}
        </b>
        <p>{guard.reason}</p>
      </div>
      {duplicates > 0 && <p class="muted">{words.duplicates(duplicates)}</p>}
      {notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
    </>
  );
}

const PREVIEWED = 3;

function Payload({ people }: { people: readonly ReadPerson[] }) {
  const [first] = chunksOf(people.slice(0, PREVIEWED), PREVIEWED);
  return (
    <>
      <p class="pad muted">{words.cannotPlan(common.needs('Muster.Operator'))}</p>
      <Json value={JSON.parse(first?.body ?? '{}')} label={words.payload} />
    </>
  );
}
