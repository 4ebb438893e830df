/** What a job is set to: its connection, whom it tells, what the guard lets through, its name, and its end. */
import { useState } from 'preact/hooks';
import { graphJob, readGraphJob, readJob } from '../../api/jobs';
import { readOverview } from '../../api/overview';
import { readSecrets } from '../../api/settings';
import type { GraphJob, JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Page } from '../../parts/Page';
import { missingRole } from '../../rules/rights';
import { jobPath, overviewPath } from '../../state/paths';
import { refresh, useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { settingsWords as words } from '../../text/settings';
import { ConnectionCard } from './ConnectionCard';
import { DangerCard } from './DangerCard';
import { DoorsCards } from './DoorsCards';
import { NameCard } from './NameCard';
import { NotificationCard } from './NotificationCard';
import { CycleCard, GuardCard } from './SettingsCards';

export default function Settings({ jobId }: { jobId: string }) {
  const { client, me } = useService();
  const [deleted, setDeleted] = useState<string>();
  const role = missingRole(me.caller.permissions, 'configure');
  const facts = useAnswer({
    key: ['job', jobId],
    load: (signal) => readJob(client, jobId, signal),
    off: deleted !== undefined,
  });
  const job = facts.data;
  const principalId = job?.servicePrincipalId ?? '';
  const isOff = job === undefined || deleted !== undefined;
  const graph = useAnswer({
    key: ['graphJob', jobId],
    load: (signal) => readGraphJob(client, principalId, jobId, signal),
    off: isOff,
  });
  const secrets = useAnswer({
    key: ['secrets', principalId],
    load: (signal) => readSecrets(client, principalId, signal),
    off: isOff || role !== undefined,
  });
  const overview = useAnswer({ key: ['overview'], load: (signal) => readOverview(client, signal) });
  if (deleted !== undefined) return <Deleted jobId={jobId} name={deleted} />;
  const answers = role === undefined ? [facts, graph, secrets] : [facts, graph];
  const failed = answers.find(({ data, error }) => data === undefined && error !== undefined);
  if (job === undefined || graph.data === undefined || (role === undefined && secrets.data === undefined)) {
    return (
      <Page title={words.title} jobName={job?.displayName}>
        {failed === undefined ? <Skeleton rows={9} /> : <Problem error={failed.error} again={failed.again} />}
      </Page>
    );
  }
  const siblings = (overview.data?.value ?? []).filter(
    (one) => one.servicePrincipalId === principalId && one.jobId !== jobId,
  );
  return (
    <Known
      job={job}
      graph={graph.data}
      saved={secrets.data}
      role={role}
      sharedWith={siblings.map((one) => `${one.displayName} (${one.templateId})`)}
      onDeleted={() => {
        setDeleted(job.displayName);
        void refresh('overview');
      }}
    />
  );
}

interface KnownProps {
  readonly job: JobFacts;
  readonly graph: GraphJob;
  readonly saved: Parameters<typeof ConnectionCard>[0]['saved'];
  readonly role: string | undefined;
  readonly sharedWith: readonly string[];
  readonly onDeleted: () => void;
}

function Known({ job, graph, saved, role, sharedWith, onDeleted }: KnownProps) {
  const cards = { job, graph, disabled: role !== undefined };
  const { source, target, servicePrincipalId, jobId } = job;
  return (
    <Page
      title={words.title}
      jobName={job.displayName}
      lede={`${words.lede(source.name, target.name)}${role === undefined ? '' : `. ${common.needs(role)}`}`}
      actions={<CopyCurl path={graphJob(servicePrincipalId, jobId)} />}
    >
      <div class="halves">
        <div class="stack">
          <ConnectionCard job={job} saved={saved} sharedWith={sharedWith} />
          <GuardCard {...cards} />
          <DoorsCards jobId={jobId} />
        </div>
        <div class="stack">
          <NotificationCard job={job} saved={saved} />
          <CycleCard {...cards} />
          <NameCard job={job} disabled={role !== undefined} />
          <DangerCard job={job} onDeleted={onDeleted} />
        </div>
      </div>
    </Page>
  );
}

function Deleted({ jobId, name }: { jobId: string; name: string }) {
  return (
    <Page title={words.title}>
      <section class="card">
        <Empty
          icon="success"
          title={words.deleted(name)}
          actions={
            <>
              <Button href={jobPath(jobId, 'audit')}>{words.toAudit}</Button>
              <Button href={overviewPath()}>{words.toOverview}</Button>
            </>
          }
        >
          <p>{words.deletedMore}</p>
        </Empty>
      </section>
    </Page>
  );
}
