/** What an administrator copies into other places, and what stands between the job and its target. */
import { musterJob, testConnection } from '../../api/jobs';
import type { JobFacts } from '../../api/types';
import { Button } from '../../parts/Button';
import { Copy, CopyCurl } from '../../parts/Copy';
import { Time } from '../../parts/Time';
import { credentialsOf } from '../../rules/job/atAGlance';
import { jobPath } from '../../state/paths';
import { refresh } from '../../state/query';
import { useService } from '../../state/service';
import { jobWords as words } from '../../text/status';
import { TestButton, TestResult, useTest } from '../settings/TestButton';

export function Technical({ job }: { job: JobFacts }) {
  const facts: readonly (readonly [string, string])[] = [
    [words.endpoint, job.bulkUploadUrl],
    [words.logs, job.logsUrl],
    [words.job, job.jobId],
    [words.principal, job.servicePrincipalId],
    [words.application, job.appId],
    [words.tenant, job.tenantId],
    [words.rule, job.ruleId],
    [words.schema, job.schemaVersion],
    [words.domains, job.verifiedDomains.join(', ')],
  ];
  return (
    <section class="card" aria-label={words.technical}>
      <header>
        <h2>{words.technical}</h2>
        <span class="grow" />
        <CopyCurl path={musterJob(job.jobId)} />
      </header>
      <dl class="facts-list">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code class="one-line">{value}</code>
                <Copy text={value} label={words.copy(name)} />
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

export function Connection({ job }: { job: JobFacts }) {
  const { client } = useService();
  const test = useTest();
  const { threshold, percentThreshold, notification, target, connectionTest } = job;
  const tryIt = () =>
    testConnection(client, job.servicePrincipalId, job.jobId).finally(() => void refresh('job', job.jobId));
  return (
    <section class="card" aria-label={words.connection}>
      <header>
        <h2>{words.connection}</h2>
        <span class="grow" />
        <Button small kind="quiet" href={jobPath(job.jobId, 'settings')}>
          {words.settings}
        </Button>
        <TestButton test={test} deed="operate" onTest={tryIt} />
      </header>
      <div class="pad-s">
        <TestResult state={test.state} />
      </div>
      <dl class="facts-list tight">
        <div>
          <dt>{words.target}</dt>
          <dd>{target.name}</dd>
        </div>
        <div>
          <dt>{words.credentials}</dt>
          <dd>{words.credentialsAre[credentialsOf(job)]}</dd>
        </div>
        <div>
          <dt>{words.lastTest}</dt>
          <dd>
            {connectionTest === null ? (
              words.neverTested
            ) : (
              <>
                <Time at={connectionTest.testedDateTime} />
                <span class={connectionTest.errorCode === null ? 'muted' : 'fail'}>
                  {connectionTest.reason ?? words.testWorked}
                </span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{words.guard}</dt>
          <dd>{threshold === null ? words.guardOff : words.guardAt(threshold, percentThreshold)}</dd>
        </div>
        <div>
          <dt>{words.notification}</dt>
          <dd>{notification.enabled ? notification.recipients.join(', ') : words.notificationOff}</dd>
        </div>
      </dl>
    </section>
  );
}
