/** What was done to a job, by whom, and what that changed. */
import type { Collection } from '../../api/client';
import { musterJob } from '../../api/jobs';
import type { AuditRecord } from '../../api/types';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Diff } from '../../parts/Diff';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { Chip, Choices, Filters } from '../../parts/Filters';
import { ListFoot } from '../../parts/ListFoot';
import { Page } from '../../parts/Page';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { activityWords, initiatorName, namesIn, wantedRecords } from '../../rules/audit';
import { useOlder } from '../../state/older';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { common } from '../../text/common';
import { auditWords as words } from '../../text/escrow';
import { useJobName } from '../useJobName';

const EVERY_MS = 15_000;
type Records = Collection<AuditRecord>;

const COLUMNS: readonly Column<AuditRecord>[] = [
  { id: 'when', title: words.when, cell: ({ activityDateTime }) => <Time at={activityDateTime} /> },
  { id: 'what', title: words.what, cell: ({ activity }) => <b>{activityWords(activity)}</b> },
  {
    id: 'who',
    title: words.who,
    cell: ({ initiatedBy }) => (
      <span title={initiatedBy.user?.userPrincipalName ?? initiatedBy.app?.appId}>
        {initiatorName(initiatedBy, words.service)}
      </span>
    ),
  },
  { id: 'detail', title: words.detail, class: 'wrap', cell: (record) => <What record={record} /> },
];

function What({ record: { detail, modifiedProperties } }: { record: AuditRecord }) {
  return (
    <>
      {detail}
      {modifiedProperties.length > 0 && (
        <dl class="changes">
          {modifiedProperties.map(({ displayName, oldValue, newValue }, index) => (
            <div key={`${index}`}>
              <dt>{displayName}</dt>
              <dd>
                <Diff before={oldValue} after={newValue} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

export default function Audit({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const name = useJobName(jobId);
  const path = `${musterJob(jobId)}/audit?$top=100`;
  const first = useAnswer({
    key: ['audit', jobId],
    load: (signal) => client.json<Records>(path, { signal }),
    every: EVERY_MS,
  });
  const list = useOlder<AuditRecord, Records>({
    of: path,
    first: first.data,
    keyOf: ({ id }) => id,
    read: (next) => client.json<Records>(next),
  });
  const head = { title: words.title, jobName: name, lede: words.lede };
  if (first.data === undefined) {
    return (
      <Page {...head}>
        {first.error === undefined ? <Skeleton rows={8} /> : <Problem error={first.error} again={first.again} />}
      </Page>
    );
  }
  const all = list.rows;
  const shown = wantedRecords(all, { activity: query.activity, by: query.by }, words.service);

  return (
    <Page {...head} actions={<CopyCurl path={path} />}>
      <Filters>
        <Pick
          name={words.activity}
          value={query.activity}
          options={namesIn(all.map(({ activity }) => activity)).map((value) => ({
            value,
            title: activityWords(value),
          }))}
          onChange={(activity) => set({ activity }, 'push')}
        />
        <Pick
          name={words.person}
          value={query.by}
          options={namesIn(all.map(({ initiatedBy }) => initiatorName(initiatedBy, words.service))).map((value) => ({
            value,
            title: value,
          }))}
          onChange={(by) => set({ by }, 'push')}
        />
        <small class="muted">{words.shown(shown.length, all.length)}</small>
      </Filters>
      <section class="card" aria-label={words.list}>
        {all.length === 0 ? (
          <Empty title={words.none}>
            <p>{words.noneMore}</p>
          </Empty>
        ) : shown.length === 0 ? (
          <Empty
            title={common.nothingMatches}
            icon="filter"
            actions={<Button onClick={() => set({ activity: undefined, by: undefined })}>{common.clearFilter}</Button>}
          />
        ) : (
          <div class="across" tabIndex={0}>
            <Table label={words.list} columns={COLUMNS} rows={shown} keyOf={({ id }) => id} />
          </div>
        )}
        <ListFoot list={list} rows={all.length} word={words.older} isManual={shown.length < all.length} />
      </section>
    </Page>
  );
}

interface PickProps {
  readonly name: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly title: string }[];
  readonly onChange: (value: string | undefined) => void;
}

function Pick({ name, value, options, onChange }: PickProps) {
  const title = options.find((option) => option.value === value)?.title ?? value;
  return (
    <Chip name={name} value={title} onClear={() => onChange(undefined)}>
      {(close) => (
        <Choices
          single
          name={name}
          options={options}
          chosen={value === undefined ? [] : [value]}
          onChange={([one]) => {
            onChange(one);
            close();
          }}
        />
      )}
    </Chip>
  );
}
