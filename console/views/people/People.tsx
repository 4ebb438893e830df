/** Whom a job knows: found by id or by name, and by what is the matter with them. */
import { toCurl } from '../../api/client';
import { readJob } from '../../api/jobs';
import { type FoundPerson, peoplePath, readPeople } from '../../api/people';
import { Button } from '../../parts/Button';
import { Copy } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { csvFile, Export } from '../../parts/Export';
import { Chip, Choices, Filters, SearchField } from '../../parts/Filters';
import { Page } from '../../parts/Page';
import { Status, type StatusKind } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { peopleCsv } from '../../rules/listCsv';
import { jobPath, personPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { common } from '../../text/common';
import { personWords, peopleWords as words } from '../../text/people';
import { usePages } from './usePages';

export const PERSON_LOOKS: Readonly<Record<string, StatusKind>> = {
  linked: 'success',
  failed: 'escrow',
  held: 'held',
  waiting: 'waiting',
  unlinked: 'skipped',
};

const FILES = [csvFile('people.csv', peopleCsv)] as const;

export default function People({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const search = query.search ?? '';
  const state = query.state ?? '';
  const path = peoplePath(jobId, { search, state });
  const job = useAnswer({ key: ['job', jobId], load: (signal) => readJob(client, jobId, signal) });
  const list = usePages(path);
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
          <Copy text={() => toCurl(location.origin, path)} label={common.copyCurl} wordy icon="terminal" />
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
        <span class="muted">{!list.isLoading && words.shown(list.people.length, !list.hasMore)}</span>
      </Filters>
      {list.error !== undefined ? (
        <Problem error={list.error} again={list.again} />
      ) : (
        <div class="card">
          <div class="clip across">
            {list.people.length === 0 ? (
              <Nobody jobId={jobId} isLoading={list.isLoading} isSet={isSet} onClear={clear} />
            ) : (
              <PeopleTable jobId={jobId} people={list.people} />
            )}
          </div>
          {list.people.length > 0 && (
            <div class="rows-foot">
              {list.hasMore ? (
                <Button small kind="quiet" onClick={list.more}>
                  {list.isLoading ? common.loading : words.more}
                </Button>
              ) : (
                words.end
              )}
              {list.searched < 100 && <span>{words.searched(list.searched)}</span>}
            </div>
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
  return <Table label={words.title} columns={columns} rows={people} keyOf={({ externalId }) => externalId} />;
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
