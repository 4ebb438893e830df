/** Has the deployment what it needs? What is wrong comes first, each with what to do; then what could not be worked on. */
import { DOCTOR_PATH, type Finding, type Parked, readDoctor, readParked } from '../../api/doctor';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Page } from '../../parts/Page';
import { Status, type StatusKind } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { jobPath, uploadPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { doctorWords as words } from '../../text/doctor';

const EVERY_MS = 15_000;

const LOOKS: Readonly<Record<Finding['status'], StatusKind>> = {
  ok: 'success',
  warning: 'warning',
  failure: 'failure',
};
const WORST_FIRST: readonly Finding['status'][] = ['failure', 'warning', 'ok'];

export default function Doctor() {
  const { client } = useService();
  const found = useAnswer({ key: ['doctor'], load: (signal) => readDoctor(client, signal), every: EVERY_MS });
  const parked = useAnswer({ key: ['parked'], load: (signal) => readParked(client, signal), every: EVERY_MS });
  if (found.data === undefined) {
    return (
      <Page title={words.title}>
        {found.error === undefined ? <Skeleton rows={9} /> : <Problem error={found.error} again={found.again} />}
      </Page>
    );
  }
  const { value } = found.data;
  const sorted = WORST_FIRST.flatMap((status) => value.filter((one) => one.status === status));
  const number = (status: Finding['status']) => value.filter((one) => one.status === status).length;
  return (
    <Page
      title={words.title}
      lede={words.lede(number('failure'), number('warning'))}
      actions={
        <>
          <Button icon="retry" onClick={found.again}>
            {words.look}
          </Button>
          <CopyCurl path={DOCTOR_PATH} />
        </>
      }
    >
      <section class="card" aria-label={words.checks}>
        <ul class="checks">
          {sorted.map((finding) => (
            <Check key={finding.id} finding={finding} />
          ))}
        </ul>
      </section>
      <section class="card" aria-label={words.parked}>
        <header>
          <h2>{words.parked}</h2>
        </header>
        {parked.data === undefined && parked.error !== undefined && (
          <Problem error={parked.error} again={parked.again} />
        )}
        {parked.data !== undefined && (
          <ParkedTable rows={parked.data.value} isMore={'@odata.nextLink' in parked.data} />
        )}
      </section>
    </Page>
  );
}

function Check({ finding: { status, title, detail, fix, documentation } }: { finding: Finding }) {
  return (
    <li>
      <Status kind={LOOKS[status]} />
      <div>
        <b>{title}</b>
        <p class="muted">{detail}</p>
        {fix !== null && (
          <p class="advice-line">
            <Icon name="hint" />
            {fix}
          </p>
        )}
        {status !== 'ok' && <small class="muted">{words.told(documentation)}</small>}
      </div>
    </li>
  );
}

const COLUMNS: readonly Column<Parked>[] = [
  { id: 'when', title: words.when, cell: ({ parkedDateTime }) => <Time at={parkedDateTime} /> },
  { id: 'kind', title: words.kind, cell: ({ kind }) => kind ?? words.unread },
  { id: 'reason', title: words.reason, class: 'wrap', cell: ({ reason }) => reason },
  {
    id: 'where',
    title: words.job,
    cell: ({ jobId, uploadId }) => {
      if (jobId === null) return '';
      if (uploadId !== null) return <a href={uploadPath(jobId, uploadId)}>{words.upload}</a>;
      return <a href={jobPath(jobId, 'status')}>{words.job}</a>;
    },
  },
];

function ParkedTable({ rows, isMore }: { rows: readonly Parked[]; isMore: boolean }) {
  if (rows.length === 0) {
    return (
      <Empty title={words.none} icon="success">
        <p>{words.noneMore}</p>
      </Empty>
    );
  }
  return (
    <>
      <div class="across" tabIndex={0}>
        <Table label={words.parked} columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
      </div>
      {isMore && <div class="rows-foot">{words.more(rows.length)}</div>}
    </>
  );
}
