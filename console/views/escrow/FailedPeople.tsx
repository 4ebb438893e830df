/** The people of a cause, each with the reason in its own words and a try of its own. */
import type { Collection } from '../../api/client';
import { type CauseSummary, escrowsPath, type Failed, type Retried, readEscrows } from '../../api/escrows';
import { Button } from '../../parts/Button';
import { Problem, Skeleton } from '../../parts/Empty';
import { csvFile, Export } from '../../parts/Export';
import { ListFoot } from '../../parts/ListFoot';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { escrowCsv } from '../../rules/listCsv';
import { useOlder } from '../../state/older';
import { jobPath, personPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { escrowWords as words } from '../../text/escrow';

const FILES = [csvFile('failing.csv', escrowCsv)] as const;

interface FailedPeopleProps {
  readonly jobId: string;
  readonly cause: CauseSummary;
  readonly onRetry: (whom: Retried) => Promise<void>;
}

export function FailedPeople({ jobId, cause, onRetry }: FailedPeopleProps) {
  const { client } = useService();
  const path = escrowsPath(jobId, cause);
  const people = useAnswer({ key: ['escrows', jobId, path], load: (signal) => readEscrows(client, path, signal) });
  const list = useOlder<Failed, Collection<Failed>>({
    of: path,
    first: people.data,
    keyOf: ({ externalId }) => externalId,
    read: (next) => readEscrows(client, next),
  });
  if (people.data === undefined) {
    return people.error === undefined ? <Skeleton rows={3} /> : <Problem error={people.error} again={people.again} />;
  }
  const columns: readonly Column<Failed>[] = [
    {
      id: 'person',
      title: words.person,
      cell: ({ externalId }) => (
        <a class="row" href={personPath(jobId, externalId)}>
          {externalId}
        </a>
      ),
    },
    { id: 'reason', title: words.reason, class: 'wrap', cell: ({ failure }) => failure.message },
    { id: 'attempts', title: words.attempts, isNumber: true, cell: ({ attempts }) => attempts },
    {
      id: 'first',
      title: words.first,
      cell: ({ firstFailureDateTime: at }) => <Time at={at} />,
    },
    {
      id: 'next',
      title: words.nextTry,
      cell: ({ nextAttemptDateTime: at }) => <Time at={at} form="relative" />,
    },
    {
      id: 'do',
      title: <span class="vh">{words.retryOne}</span>,
      cell: ({ externalId }) => (
        <span class="row-actions">
          <Button small kind="quiet" deed="operate" onClick={() => void onRetry({ anchors: [externalId] })}>
            {words.retryOne}
          </Button>
          <Button small kind="quiet" href={jobPath(jobId, 'logs', { person: externalId })}>
            {words.log}
          </Button>
        </span>
      ),
    },
  ];
  return (
    <>
      <div class="across" tabIndex={0}>
        <Table
          label={words.list(cause.code)}
          columns={columns}
          rows={list.rows}
          keyOf={({ externalId }) => externalId}
          total={cause.count}
        />
      </div>
      <ListFoot list={list} rows={list.rows.length}>
        <Export small path={path} read={(page, signal) => readEscrows(client, page, signal)} files={FILES} />
      </ListFoot>
    </>
  );
}
