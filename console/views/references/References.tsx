/** Who waits for whose account, and what the target did not take. */
import type { Collection } from '../../api/client';
import { type ListedReference, readReferences, referencesPath } from '../../api/references';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { ListFoot } from '../../parts/ListFoot';
import { Page } from '../../parts/Page';
import { Status } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { useOlder } from '../../state/older';
import { personPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { referenceWords as words } from '../../text/escrow';
import { useJobName } from '../useJobName';

const EVERY_MS = 15_000;

const keyOf = ({ externalId, attribute, waitsFor }: ListedReference) => `${externalId} ${attribute} ${waitsFor}`;

export default function References({ jobId }: { jobId: string }) {
  const { client } = useService();
  const name = useJobName(jobId);
  const answer = useAnswer({
    key: ['references', jobId],
    load: (signal) => readReferences(client, jobId, signal),
    every: EVERY_MS,
  });
  const list = useOlder<ListedReference, Collection<ListedReference>>({
    of: jobId,
    first: answer.data,
    keyOf,
    read: (next) => client.json(next),
  });
  const head = { title: words.title, jobName: name };
  if (answer.data === undefined) {
    return (
      <Page {...head}>
        {answer.error === undefined ? <Skeleton rows={6} /> : <Problem error={answer.error} again={answer.again} />}
      </Page>
    );
  }
  const { rows } = list;
  const person = (externalId: string) => (
    <a class="row" href={personPath(jobId, externalId)}>
      {externalId}
    </a>
  );
  const columns: readonly Column<ListedReference>[] = [
    { id: 'person', title: words.person, cell: ({ externalId }) => person(externalId) },
    { id: 'attribute', title: words.attribute, cell: ({ attribute }) => <code>{attribute}</code> },
    { id: 'waitsFor', title: words.waitsFor, cell: ({ waitsFor }) => person(waitsFor) },
    {
      id: 'why',
      title: words.why,
      class: 'wrap',
      cell: ({ refused }) =>
        refused === null ? (
          <Status kind="waiting">{words.unknown}</Status>
        ) : (
          <Status kind="failure">{words.refused(refused.message)}</Status>
        ),
    },
    {
      id: 'next',
      title: words.next,
      cell: ({ refused }) => refused !== null && <Time at={refused.nextAttemptDateTime} form="relative" />,
    },
  ];
  return (
    <Page {...head} lede={words.lede(rows.length)} actions={<CopyCurl path={referencesPath(jobId)} />}>
      <section class="card" aria-label={words.list}>
        {rows.length === 0 ? (
          <Empty title={words.none} icon="success">
            <p>{words.noneMore}</p>
          </Empty>
        ) : (
          <div class="across" tabIndex={0}>
            <Table label={words.list} columns={columns} rows={rows} keyOf={keyOf} />
          </div>
        )}
        <ListFoot list={list} rows={rows.length} />
      </section>
    </Page>
  );
}
