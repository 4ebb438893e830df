/** What came of one upload, person by person, and why what waits waits. */
import {
  OUTCOMES,
  type Outcome,
  type Receipt,
  type ReceiptOperation,
  readReceipt,
  receiptPath,
} from '../../api/uploads';
import { Button } from '../../parts/Button';
import { Copy, CopyCurl } from '../../parts/Copy';
import { download } from '../../parts/download';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Filters, SearchField } from '../../parts/Filters';
import { Icon } from '../../parts/Icon';
import { Page } from '../../parts/Page';
import { Status } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { toCsv } from '../../rules/csvOut';
import { count } from '../../rules/numbers';
import { jobPath, personPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { outcomeWords, uploadsWords, receiptWords as words } from '../../text/uploads';
import { useJobName } from '../useJobName';
import { FailuresAsJson } from './FailuresAsJson';
import { Outcomes, senderWord, shortId } from './Uploads';

const OPEN_MS = 2_000;

export default function UploadReceipt({ jobId, uploadId }: { jobId: string; uploadId: string }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const { data, error, again } = useAnswer({
    key: ['receipt', uploadId],
    load: (signal) => readReceipt(client, uploadId, signal),
    every: (receipt) => (receipt?.status === 'completed' ? undefined : OPEN_MS),
  });
  const jobName = useJobName(jobId);
  const title = words.title(shortId(uploadId).slice(1));
  if (data === undefined) {
    return (
      <Page title={title} jobName={jobName}>
        {error === undefined ? <Skeleton rows={9} /> : <Problem error={error} again={again} />}
      </Page>
    );
  }
  const search = (query.search ?? '').toLowerCase();
  const rows = data.operations.filter(
    ({ status, externalId }) =>
      (query.status === undefined || status === query.status) && externalId.toLowerCase().includes(search),
  );
  return (
    <Page
      title={title}
      jobName={jobName}
      lede={
        <>
          {words.lede(data.totalOperations)}, {words.accepted} <Time at={data.acceptedDateTime} form="full" />,{' '}
          {words.by} {senderWord(data.sentBy)}
        </>
      }
      actions={<Actions jobId={jobId} receipt={data} />}
    >
      {data.waitingReason !== null && (
        <div class="banner warn" role="status">
          <Icon name="clock" />
          <b>{words.waiting}</b>
          <p>{data.waitingReason}</p>
        </div>
      )}
      <div class="card pad">
        <Outcomes receipt={data} />
      </div>
      <Filters>
        <SearchField
          label={words.search}
          placeholder={words.search}
          value={query.search ?? ''}
          onChange={(text) => set({ search: text.trim() || undefined })}
        />
        <OutcomeFilter receipt={data} chosen={query.status} onChoose={(status) => set({ status })} />
        <span class="grow" />
        {data.retriedOperations > 0 && <span class="muted">{words.retried(data.retriedOperations)}</span>}
      </Filters>
      <div class="card">
        <div class="clip across">
          {rows.length === 0 ? (
            <Empty icon="search" title={words.nobody} />
          ) : (
            <Operations jobId={jobId} operations={rows} />
          )}
        </div>
      </div>
    </Page>
  );
}

interface OutcomeFilterProps {
  readonly receipt: Receipt;
  readonly chosen: string | undefined;
  readonly onChoose: (status: Outcome | undefined) => void;
}

function OutcomeFilter({ receipt, chosen, onChoose }: OutcomeFilterProps) {
  const there = OUTCOMES.filter((outcome) => receipt.outcomes[outcome] > 0);
  return (
    <>
      <Button pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
        {words.all} {count(receipt.totalOperations)}
      </Button>
      {there.map((outcome) => (
        <Button key={outcome} pressed={chosen === outcome} onClick={() => onChoose(outcome)}>
          {outcomeWords[outcome]} {count(receipt.outcomes[outcome])}
        </Button>
      ))}
    </>
  );
}

function Actions({ jobId, receipt }: { jobId: string; receipt: Receipt }) {
  const name = `upload-${shortId(receipt.id).slice(1)}`;
  const csv = () => {
    const rows = receipt.operations.map((one) => [
      ...[one.bulkId, one.externalId, one.status, one.action, one.errorCode, one.reason, one.logEntryId],
    ]);
    const header = ['bulkId', 'externalId', 'status', 'action', 'errorCode', 'reason', 'logEntryId'];
    download(`${name}.csv`, toCsv(header, rows), 'text/csv;charset=utf-8');
  };
  return (
    <>
      <Copy text={receipt.id} label={words.id} wordy />
      <CopyCurl path={receiptPath(receipt.id)} />
      <Button icon="download" onClick={csv}>
        {words.csv}
      </Button>
      <FailuresAsJson receipt={receipt} name={`${name}-failures.json`} />
      <Button icon="list" href={jobPath(jobId, 'logs', { upload: receipt.id })}>
        {words.entries}
      </Button>
    </>
  );
}

function Operations({ jobId, operations }: { jobId: string; operations: readonly ReceiptOperation[] }) {
  const columns: readonly Column<ReceiptOperation>[] = [
    { id: 'bulkId', title: words.operation, cell: ({ bulkId }) => <code>{bulkId}</code> },
    {
      id: 'person',
      title: words.person,
      cell: ({ externalId }) => (
        <a class="row" href={personPath(jobId, externalId)}>
          {externalId}
        </a>
      ),
    },
    { id: 'status', title: words.status, cell: ({ status }) => <Status kind={status}>{outcomeWords[status]}</Status> },
    { id: 'action', title: words.action, cell: ({ action }) => action },
    { id: 'code', title: words.code, cell: ({ errorCode }) => errorCode && <code>{errorCode}</code> },
    {
      id: 'reason',
      title: words.reason,
      class: 'what',
      cell: ({ reason }) => <span class="muted">{reason}</span>,
    },
    {
      id: 'entry',
      title: <span class="vh">{words.open}</span>,
      cell: ({ logEntryId, externalId }) =>
        logEntryId && (
          <a href={jobPath(jobId, 'logs', { person: externalId, entry: logEntryId })} aria-label={words.open}>
            {words.entry}
          </a>
        ),
    },
  ];
  return (
    <Table
      class="receipt"
      label={uploadsWords.title}
      columns={columns}
      rows={operations}
      keyOf={({ bulkId, externalId }) => `${bulkId} ${externalId}`}
    />
  );
}
