/** What can be done about a step, here or on its own page. */
import { testConnection } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import type { StepId } from '../../rules/job/quarantine';
import { type JobPage, jobPath } from '../../state/paths';
import { useService } from '../../state/service';
import { quarantineSteps as words } from '../../text/quarantine';
import { type Test, TestButton } from '../settings/TestButton';

interface DeedProps {
  readonly id: StepId;
  readonly job: JobFacts;
  readonly test: Test;
  /** All before it is done. */
  readonly isNext: boolean;
  readonly onRestart: () => void;
}

export function Deed({ id, job, test, isNext, onRestart }: DeedProps) {
  const { client } = useService();
  const { jobId, servicePrincipalId, held, state } = job;
  const places: Partial<Record<StepId, readonly [JobPage, string]>> = {
    correct: ['settings', words.toSettings],
    agent: ['agents', words.toAgents],
    causes: ['escrow', words.toEscrow],
    decide: ['held', words.toHeld(held.staged)],
    why: ['audit', words.toAudit],
    look: ['logs', words.toLog],
  };
  const place = places[id];
  if (place !== undefined) {
    return (
      <Button small href={jobPath(jobId, place[0])}>
        {place[1]}
      </Button>
    );
  }
  if (id === 'test') {
    return <TestButton test={test} deed="operate" onTest={() => testConnection(client, servicePrincipalId, jobId)} />;
  }
  if (id !== 'restart') return null;
  const isDisabled = state === 'Disabled';
  return (
    <Button
      small
      icon={isDisabled ? 'play' : 'retry'}
      kind={isNext ? 'primary' : 'plain'}
      deed="operate"
      onClick={onRestart}
    >
      {isDisabled ? words.start : words.restart}
    </Button>
  );
}
