/** What was sent to a job, newest first, by whom, and what came of it. */
import type { Collection } from '../../api/client';
import { readJob } from '../../api/jobs';
import {
  OUTCOMES,
  type Outcome,
  type Receipt,
  readReceipts,
  readUploads,
  type UploadRow,
  uploadsPath,
} from '../../api/uploads';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { csvFile, Export } from '../../parts/Export';
import { ListFoot } from '../../parts/ListFoot';
import { Page } from '../../parts/Page';
import { Shares } from '../../parts/Shares';
import { Status } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import type { Initiated } from '../../rules/audit';
import { uploadsCsv } from '../../rules/listCsv';
import { count } from '../../rules/numbers';
import { useOlder } from '../../state/older';
import { jobPath, uploadPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { outcomeWords, uploadsWords as words } from '../../text/uploads';

const EVERY_MS = 5_000;
const FILES = [csvFile('uploads.csv', uploadsCsv(words.unknownSender))] as const;

const LOOKS: Readonly<Record<Outcome, string>> = {
  success: 'b-ok',
  warning: 'b-warn',
  skipped: 'b-skip',
  failure: 'b-fail',
  held: 'b-held',
  waiting: 'b-wait',
};

export default function Uploads({ jobId }: { jobId: string }) {
  const { client } = useService();
  const path = uploadsPath(jobId);
  const job = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal) });
  const first = useAnswer({
    key: ['uploads', jobId],
    load: (signal) => readUploads(client, path, signal),
    every: EVERY_MS,
  });
  const list = useOlder<UploadRow, Collection<UploadRow>>({
    of: jobId,
    first: first.data,
    keyOf: ({ id }) => id,
    read: (next) => readUploads(client, next),
  });
  const uploads = list.rows;
  const ids = uploads.slice(0, 100).map(({ id }) => id);
  const receipts = useAnswer({
    key: ['receipts', jobId, ids],
    load: (signal) => readReceipts(client, ids, 'none', signal),
    off: ids.length === 0,
    every: (data) => (data?.some(({ status }) => status !== 'completed') ? 2_000 : EVERY_MS),
    keep: true,
  });
  const byId = new Map(receipts.data?.map((receipt) => [receipt.id, receipt]));

  const send = (
    <Button kind="primary" icon="upload" deed="upload" href={jobPath(jobId, 'upload')}>
      {words.send}
    </Button>
  );
  return (
    <Page
      title={words.title}
      jobName={job.data?.displayName}
      lede={job.data && words.lede(job.data.displayName)}
      actions={
        <>
          <Export path={path} read={(page, signal) => readUploads(client, page, signal)} files={FILES} />
          <CopyCurl path={path} />
          {send}
        </>
      }
    >
      {first.error !== undefined && <Problem error={first.error} again={first.again} />}
      <div class="card">
        <div class="clip across">
          {first.data === undefined && first.error === undefined && <Skeleton rows={8} />}
          {first.data !== undefined && uploads.length === 0 && (
            <Empty icon="upload" title={words.empty} actions={send}>
              {words.emptyMore}
            </Empty>
          )}
          {uploads.length > 0 && <UploadTable jobId={jobId} uploads={uploads} receipts={byId} />}
        </div>
        {uploads.length > 0 && <ListFoot list={list} rows={uploads.length} word={words.more} end={words.end} />}
      </div>
    </Page>
  );
}

interface UploadTableProps {
  readonly jobId: string;
  readonly uploads: readonly UploadRow[];
  readonly receipts: ReadonlyMap<string, Receipt>;
}

function UploadTable({ jobId, uploads, receipts }: UploadTableProps) {
  const columns: readonly Column<UploadRow>[] = [
    {
      id: 'upload',
      title: words.upload,
      cell: ({ id }) => (
        <a class="row" href={uploadPath(jobId, id)}>
          {shortId(id)}
        </a>
      ),
    },
    { id: 'when', title: words.when, cell: ({ acceptedDateTime }) => <Time at={acceptedDateTime} form="log" /> },
    { id: 'people', title: words.people, isNumber: true, cell: ({ totalOperations }) => count(totalOperations) },
    { id: 'outcome', title: words.outcome, cell: ({ id }) => <Outcomes receipt={receipts.get(id)} /> },
    { id: 'state', title: words.state, cell: ({ id }) => <State receipt={receipts.get(id)} /> },
    { id: 'sender', title: words.sender, cell: ({ sentBy }) => <span class="muted">{senderWord(sentBy)}</span> },
  ];
  return <Table class="uploads" label={words.title} columns={columns} rows={uploads} keyOf={({ id }) => id} />;
}

/** `~5120`: the job is the same for all of them. */
export const shortId = (id: string): string => `~${id.slice(id.lastIndexOf('~') + 1)}`;

export function senderWord(sender: Initiated | null): string {
  const { user, app } = sender ?? {};
  if (user !== undefined) return user.displayName ?? user.userPrincipalName ?? words.unknownSender;
  return app?.appId === undefined ? words.unknownSender : words.application(app.appId.slice(0, 8));
}

export function Outcomes({ receipt }: { receipt: Receipt | undefined }) {
  if (receipt === undefined) return null;
  const told = OUTCOMES.filter((outcome) => receipt.outcomes[outcome] > 0)
    .map((outcome) => `${count(receipt.outcomes[outcome])} ${outcomeWords[outcome].toLowerCase()}`)
    .join(', ');
  const shares = OUTCOMES.map((id) => ({ id, value: receipt.outcomes[id], look: LOOKS[id] }));
  return (
    <span class="outcomes">
      <Shares shares={shares} label={words.shares(told)} />
      <small>{told}</small>
    </span>
  );
}

function State({ receipt }: { receipt: Receipt | undefined }) {
  if (receipt === undefined) return null;
  if (receipt.status === 'completed') return <Status kind="success">{words.done}</Status>;
  return <Status kind="paused">{words.open(receipt.answeredOperations, receipt.totalOperations)}</Status>;
}
