/** One person: what is known, what the account is, what is the matter, and what was done so far. */
import { useState } from 'preact/hooks';
import { personApiPath, readPerson, type Person as Whole } from '../../api/people';
import { Button } from '../../parts/Button';
import { Copy, CopyCurl } from '../../parts/Copy';
import { Problem, Skeleton } from '../../parts/Empty';
import { SearchField } from '../../parts/Filters';
import { Page } from '../../parts/Page';
import { Status } from '../../parts/Status';
import { saidOf } from '../../rules/said';
import { jobPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { personWords as words } from '../../text/people';
import { useJobName } from '../useJobName';
import { Matter } from './Matter';
import { PERSON_LOOKS } from './People';
import { Timeline } from './Timeline';

const EVERY_MS = 15_000;

export default function Person({ jobId, anchor }: { jobId: string; anchor: string }) {
  const { client } = useService();
  const jobName = useJobName(jobId);
  const { data, error, again } = useAnswer({
    key: ['person', jobId, anchor],
    load: (signal) => readPerson(client, jobId, anchor, signal),
    every: EVERY_MS,
  });
  if (data === undefined) {
    return (
      <Page title={error === undefined ? words.loading : anchor} jobName={jobName}>
        {error === undefined ? <Skeleton rows={9} /> : <Problem error={error} again={again} />}
      </Page>
    );
  }
  const { displayName, userName, externalId, state, link } = data;
  return (
    <Page
      title={displayName ?? userName ?? externalId}
      jobName={jobName}
      aside={
        <Status kind={PERSON_LOOKS[state] ?? 'skipped'} pill>
          {words.state[state]}
        </Status>
      }
      lede={
        <>
          <code>{externalId}</code>
          <Copy text={externalId} label={`${common.copy} ${externalId}`} />
          {link !== null && (
            <>
              {words.linkedTo} {link.reportableIdentifier}
            </>
          )}
        </>
      }
      actions={
        <>
          <CopyCurl path={personApiPath(jobId, externalId)} />
          <Button icon="list" href={jobPath(jobId, 'logs', { person: externalId })}>
            {words.entries}
          </Button>
          <Button
            kind="primary"
            icon="play"
            deed="provisionOnDemand"
            href={jobPath(jobId, 'on-demand', { person: externalId })}
          >
            {words.onDemand}
          </Button>
        </>
      }
    >
      <div class="two">
        <LastData person={data} />
        <div class="stack">
          <Matter jobId={jobId} person={data} />
          {link !== null && <Account link={link} />}
          <Timeline jobId={jobId} anchor={externalId} next={data.escrow?.nextAttemptDateTime ?? undefined} />
        </div>
      </div>
    </Page>
  );
}

function LastData({ person: { data, sequence } }: { person: Whole }) {
  const [find, setFind] = useState('');
  const wanted = find.toLowerCase();
  const rows = data === null ? [] : saidOf(data);
  const shown = rows.filter(({ path, value }) => `${path} ${value}`.toLowerCase().includes(wanted));
  return (
    <section class="card" aria-label={words.data}>
      <header>
        <h2>{words.data}</h2>
        {sequence !== null && <small>{words.dataOf(sequence)}</small>}
        <span class="grow" />
        {data !== null && (
          <>
            <SearchField label={words.find} placeholder={words.find} value={find} onChange={setFind} />
            <Copy text={JSON.stringify(data, null, 2)} label={common.copy} />
          </>
        )}
      </header>
      {data === null ? (
        <p class="muted pad">{words.noData}</p>
      ) : (
        <div class="clip">
          <table class="said">
            <caption class="vh">{words.data}</caption>
            <thead>
              <tr>
                <th scope="col">{words.attribute}</th>
                <th scope="col">{words.value}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ path, value }) => (
                <tr key={path}>
                  <td class="wrap">
                    <code title={path}>{path.replace(/^urn:.*:User:/i, '…:')}</code>
                  </td>
                  <td class="wrap">{value === '' ? <em class="muted">{common.noValue}</em> : value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Account({ link }: { link: NonNullable<Whole['link']> }) {
  return (
    <section class="card" aria-label={words.account}>
      <header>
        <h2>{words.account}</h2>
      </header>
      <dl class="facts-list tight">
        <div>
          <dt>{words.displayName}</dt>
          <dd>{link.displayName}</dd>
        </div>
        <div>
          <dt>{words.linkedTo}</dt>
          <dd>
            {link.reportableIdentifier}
            <Copy text={link.reportableIdentifier} label={`${common.copy} ${words.linkedTo}`} />
          </dd>
        </div>
        <div>
          <dt>{words.id}</dt>
          <dd>
            <code>{link.targetId}</code>
            <Copy text={link.targetId} label={`${common.copy} ${words.id}`} />
          </dd>
        </div>
      </dl>
    </section>
  );
}
