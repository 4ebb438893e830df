/** Making a job, step by step: what was made stays made when a later step fails, and is gone on from. */
import { useState } from 'preact/hooks';
import { messagesOf } from '../../api/errors';
import { testConnection } from '../../api/jobs';
import { createJob, createPrincipal } from '../../api/newJob';
import { patchSecrets, readSecrets } from '../../api/settings';
import type { TargetKind } from '../../rules/job/connection';
import { type ConnectionValues, changesOf } from '../../rules/job/connectionForm';
import { addressesIn, NOTIFICATION_KEY, notificationText, withEnabled } from '../../rules/job/notification';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';

export interface NewJob {
  readonly kind: TargetKind;
  readonly templateId: string;
  readonly name: string;
  readonly recipients: string;
  readonly isRunByAgents: boolean;
  readonly connection: ConnectionValues;
}

export type MakingStep = 'principal' | 'secrets' | 'job' | 'test' | 'agent';

export interface Made {
  readonly principalId?: string;
  readonly jobId?: string;
  readonly isTested?: boolean;
}

export interface Making {
  readonly made: Made;
  readonly isBusy: boolean;
  /** Why the last step came to nothing. */
  readonly faults: readonly string[];
  make(wanted: NewJob): Promise<void>;
}

export function useNewJob(): Making {
  const { client } = useService();
  const [made, setMade] = useState<Made>({});
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<readonly string[]>([]);

  /** @throws what the service says; what was made until then is kept */
  async function carryOut({ kind, templateId, name, recipients, isRunByAgents, connection }: NewJob): Promise<void> {
    const principalId = made.principalId ?? (await createPrincipal(client, crypto.randomUUID(), name.trim())).id;
    setMade((before) => ({ ...before, principalId, isTested: false }));

    const saved = await readSecrets(client, principalId);
    const mail = notificationText(saved, { enabled: withEnabled(addressesIn(recipients).length > 0), recipients });
    const changes = isRunByAgents ? [] : changesOf(kind, saved, connection);
    await patchSecrets(client, principalId, [...changes, { key: NOTIFICATION_KEY, value: mail }]);

    const jobId = made.jobId ?? (await createJob(client, principalId, templateId, isRunByAgents)).id;
    setMade((before) => ({ ...before, jobId }));
    await refresh('overview');
    if (!isRunByAgents) await testConnection(client, principalId, jobId);
    setMade((before) => ({ ...before, isTested: true }));
  }

  return {
    made,
    isBusy,
    faults,
    async make(wanted) {
      setBusy(true);
      setFaults([]);
      try {
        await carryOut(wanted);
      } catch (error) {
        setFaults(messagesOf(error));
      } finally {
        setBusy(false);
      }
    },
  };
}
