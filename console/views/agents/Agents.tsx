/** Who does the work near the directory, when each was last heard of, and what a new one needs. */
import { type Agent, agentsPath, readAgents } from '../../api/agents';
import { Copy, CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Page } from '../../parts/Page';
import { Status } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { agentWords as words } from '../../text/escrow';
import { useJobName } from '../useJobName';

const EVERY_MS = 15_000;
/** Less is no matter of anybody's. */
const CLOCK_SECONDS = 5;

const COLUMNS: readonly Column<Agent>[] = [
  {
    id: 'state',
    title: words.state,
    cell: ({ state, errorCode }) => (
      <Status kind={state === 'active' ? (errorCode === null ? 'success' : 'warning') : 'failure'}>
        {words.states[state] ?? state}
      </Status>
    ),
  },
  { id: 'name', title: words.name, cell: ({ name }) => <b>{name}</b> },
  { id: 'machine', title: words.machine, cell: ({ machineName }) => machineName },
  { id: 'version', title: words.version, cell: ({ version }) => <code>{version}</code> },
  { id: 'seen', title: words.seen, cell: ({ lastSeenDateTime }) => <Time at={lastSeenDateTime} form="relative" /> },
  { id: 'started', title: words.started, cell: ({ startedDateTime }) => <Time at={startedDateTime} /> },
  {
    id: 'trouble',
    title: words.trouble,
    class: 'wrap',
    cell: ({ reason, clockAheadSeconds }) =>
      reason ?? (Math.abs(clockAheadSeconds) > CLOCK_SECONDS ? words.clock(clockAheadSeconds) : ''),
  },
];

export default function Agents({ jobId }: { jobId: string }) {
  const { client } = useService();
  const name = useJobName(jobId);
  const answer = useAnswer({
    key: ['agents', jobId],
    load: (signal) => readAgents(client, jobId, signal),
    every: EVERY_MS,
  });
  const head = { title: words.title, jobName: name };
  const { data } = answer;
  if (data === undefined) {
    return (
      <Page {...head}>
        {answer.error === undefined ? <Skeleton rows={4} /> : <Problem error={answer.error} again={answer.again} />}
      </Page>
    );
  }
  const { isAgentRequired, state, reason, queues, value } = data;
  const lede = isAgentRequired
    ? state === 'active'
      ? words.lede.active
      : words.lede.inactive
    : words.lede.notRequired;
  const install = `npm run agent -- --job ${jobId} --connection-file connection --directory-file directory.json`;
  return (
    <Page {...head} lede={lede} actions={<CopyCurl path={agentsPath(jobId)} />}>
      {isAgentRequired && reason !== null && (
        <section class="banner warn" role="status">
          <Icon name="warning" />
          <b>{reason}</b>
        </section>
      )}
      <section class="card" aria-label={words.list}>
        {value.length === 0 ? (
          <Empty title={words.none}>
            <p>{words.noneMore}</p>
          </Empty>
        ) : (
          <div class="across" tabIndex={0}>
            <Table
              label={words.list}
              columns={COLUMNS}
              rows={value}
              keyOf={({ name: one, processId }) => `${one} ${processId}`}
            />
          </div>
        )}
      </section>
      {isAgentRequired && (
        <section class="card">
          <dl class="facts-list">
            <div>
              <dt>{words.queues}</dt>
              <dd>
                <ul class="queues">
                  {Object.values(queues).map((queue) => (
                    <li key={queue}>
                      <code>{queue}</code>
                      <Copy text={queue} label={`${common.copy} ${queue}`} />
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
            <div>
              <dt>{words.install}</dt>
              <dd>
                <code>{install}</code>
                <Copy text={install} label={`${common.copy} ${words.install}`} />
              </dd>
            </div>
          </dl>
        </section>
      )}
    </Page>
  );
}
