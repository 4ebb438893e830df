/** Whom a job knows: found by id or by name, and by what is the matter with them. */
import { readJob } from '../../api/jobs';
import { type FoundPeople, type FoundPerson, peoplePath, readPeople } from '../../api/people';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { csvFile, Export } from '../../parts/Export';
import { Chip, Choices, ColumnChoice, Filters, SearchField } from '../../parts/Filters';
import { ListFoot } from '../../parts/ListFoot';
import { Page } from '../../parts/Page';
import { Status, type StatusKind } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { peopleCsv } from '../../rules/listCsv';
import { useOlder } from '../../state/older';
import { jobPath, personPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { common } from '../../text/common';
import { personWords, peopleWords as words } from '../../text/people';

export const PERSON_LOOKS: Readonly<Record<string, StatusKind>> = {
  linked: 'success',
  failed: 'escrow',
  held: 'held',
  waiting: 'waiting',
  unlinked: 'skipped',
};

const FILES = [csvFile('people.csv', peopleCsv)] as const;
const LIST = 'people';
/** Those that one can do without. */
const COLUMNS = (['externalId', 'userName', 'state', 'account'] as const).map((id) => ({ id, title: words[id] }));

export default function People({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const search = query.search ?? '';
  const state = query.state ?? '';
  const path = peoplePath(jobId, { search, state });
  const job = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal) });
  const first = useAnswer({
    key: ['people', path],
    load: (signal) => readPeople(client, path, signal),
    keep: true,
  });
  const list = useOlder<FoundPerson, FoundPeople>({
    of: path,
    first: first.data,
    isKept: first.isKept,
    keyOf: ({ externalId }) => externalId,
    read: (next) => readPeople(client, next),
  });
  const searched = list.last?.searchedPercent ?? 100;
  const isSet = search !== '' || state !== '';
  const clear = () => set({ search: undefined, state: undefined });
  return (
    <Page
      title={words.title}
      jobName={job.data?.displayName}
      lede={job.data && words.lede(job.data.displayName, job.data.people)}
      actions={
        <>
          <Export path={path} read={(page, signal) => readPeople(client, page, signal)} files={FILES} />
          <CopyCurl path={path} />
        </>
      }
    >
      <Filters>
        <SearchField
          label={words.search}
          placeholder={words.placeholder}
          value={search}
          onChange={(text) => set({ search: text.trim() || undefined })}
        />
        <Chip
          name={words.state}
          value={words.states.find(({ value }) => value === state)?.title}
          onClear={state === '' ? undefined : () => set({ state: undefined })}
        >
          {(close) => (
            <Choices
              name={words.state}
              single
              options={words.states}
              chosen={[state]}
              onChange={([value]) => {
                set({ state: value });
                close();
              }}
            />
          )}
        </Chip>
        {isSet && (
          <Button kind="quiet" small onClick={clear}>
            {common.clearFilter}
          </Button>
        )}
        <span class="grow" />
        <span class="muted">{first.data !== undefined && words.shown(list.rows.length, !list.hasMore)}</span>
        <ColumnChoice list={LIST} columns={COLUMNS} />
      </Filters>
      {first.error !== undefined ? (
        <Problem error={first.error} again={first.again} />
      ) : (
        <div class="card">
          <div class="clip across">
            {list.rows.length === 0 ? (
              <Nobody jobId={jobId} isLoading={first.isLoading} isSet={isSet} onClear={clear} />
            ) : (
              <PeopleTable jobId={jobId} people={list.rows} />
            )}
          </div>
          {(list.rows.length > 0 || list.hasMore) && (
            <ListFoot list={list} rows={list.rows.length} end={common.end}>
              {searched < 100 && <span>{words.searched(searched)}</span>}
            </ListFoot>
          )}
        </div>
      )}
    </Page>
  );
}

function PeopleTable({ jobId, people }: { jobId: string; people: readonly FoundPerson[] }) {
  const columns: readonly Column<FoundPerson>[] = [
    {
      id: 'name',
      title: words.name,
      cell: ({ externalId, displayName, userName }) => (
        <a class="row" href={personPath(jobId, externalId)}>
          {displayName ?? userName ?? externalId}
        </a>
      ),
    },
    { id: 'externalId', title: words.externalId, cell: ({ externalId }) => <code>{externalId}</code> },
    { id: 'userName', title: words.userName, cell: ({ userName }) => userName },
    {
      id: 'state',
      title: words.state,
      cell: ({ state }) => <Status kind={PERSON_LOOKS[state] ?? 'skipped'}>{personWords.state[state]}</Status>,
    },
    { id: 'account', title: words.account, cell: ({ targetId }) => targetId && <code class="muted">{targetId}</code> },
  ];
  return (
    <Table label={words.title} list={LIST} columns={columns} rows={people} keyOf={({ externalId }) => externalId} />
  );
}

interface NobodyProps {
  readonly jobId: string;
  readonly isLoading: boolean;
  readonly isSet: boolean;
  readonly onClear: () => void;
}

function Nobody({ jobId, isLoading, isSet, onClear }: NobodyProps) {
  if (isLoading) return <Skeleton rows={9} />;
  if (isSet) {
    return (
      <Empty icon="search" title={words.nothing} actions={<Button onClick={onClear}>{common.clearFilter}</Button>} />
    );
  }
  const upload = (
    <Button kind="primary" icon="upload" deed="upload" href={jobPath(jobId, 'upload')}>
      {words.upload}
    </Button>
  );
  return (
    <Empty icon="people" title={words.empty} actions={upload}>
      {words.emptyMore}
    </Empty>
  );
}
