/** Inlets and outlets of the job, each with how it does. They are made and changed by the command line. */
import { type Inlet, inletsPath, type Outlet, outletsPath, readInlets, readOutlets } from '../../api/inlets';
import { CopyCurl } from '../../parts/Copy';
import { Problem, Skeleton } from '../../parts/Empty';
import { Status, type StatusKind } from '../../parts/Status';
import { type Column, Table } from '../../parts/Table';
import { Time } from '../../parts/Time';
import { type Answer, useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { doorWords as words } from '../../text/settings';

const EVERY_MS = 15_000;

const LOOKS: Readonly<Record<string, StatusKind>> = {
  healthy: 'success',
  paused: 'paused',
  failing: 'failure',
  disabled: 'failure',
};

interface Door {
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly lastAt: string | null;
  /** What is to be known of it, in words. */
  readonly trouble: readonly string[];
}

const ofInlet = ({ name, preset, health: { state, lastReceived, open, parked, rejected24h } }: Inlet): Door => ({
  name,
  kind: preset,
  state,
  lastAt: lastReceived,
  trouble: [
    ...(open > 0 ? [words.open(open)] : []),
    ...(parked > 0 ? [words.parked(parked)] : []),
    ...(rejected24h > 0 ? [words.rejected(rejected24h)] : []),
  ],
});

const ofOutlet = ({ name, kind, health: { state, lastSuccessDateTime, failuresInARow } }: Outlet): Door => ({
  name,
  kind,
  state,
  lastAt: lastSuccessDateTime,
  trouble: failuresInARow > 0 ? [words.failures(failuresInARow)] : [],
});

export function DoorsCards({ jobId }: { jobId: string }) {
  const { client } = useService();
  const inlets = useAnswer({
    key: ['inlets', jobId],
    load: async (signal) => (await readInlets(client, jobId, signal)).map(ofInlet),
    every: EVERY_MS,
  });
  const outlets = useAnswer({
    key: ['outlets', jobId],
    load: async (signal) => (await readOutlets(client, jobId, signal)).map(ofOutlet),
    every: EVERY_MS,
  });
  return (
    <>
      <Doors
        title={words.inlets}
        none={words.noInlets}
        command={words.addInlet}
        last={words.received}
        path={inletsPath(jobId)}
        doors={inlets}
      />
      <Doors
        title={words.outlets}
        none={words.noOutlets}
        command={words.addOutlet}
        last={words.delivered}
        path={outletsPath(jobId)}
        doors={outlets}
      />
    </>
  );
}

interface DoorsProps {
  readonly title: string;
  readonly none: string;
  /** Which makes one. */
  readonly command: string;
  /** What was done last. */
  readonly last: string;
  readonly path: string;
  readonly doors: Answer<readonly Door[]>;
}

function Doors({ title, none, command, last, path, doors: { data, error, again } }: DoorsProps) {
  const columns: readonly Column<Door>[] = [
    { id: 'name', title: words.name, cell: ({ name }) => <b>{name}</b> },
    { id: 'kind', title: words.kind, cell: ({ kind }) => <code>{kind}</code> },
    {
      id: 'state',
      title: words.state,
      cell: ({ state }) => <Status kind={LOOKS[state] ?? 'warning'}>{words.states[state] ?? state}</Status>,
    },
    {
      id: 'lately',
      title: words.lately,
      class: 'wrap',
      cell: ({ lastAt, trouble }) => (
        <>
          {lastAt === null ? words.never : last} {lastAt !== null && <Time at={lastAt} form="relative" />}
          {trouble.map((one) => `, ${one}`)}
        </>
      ),
    },
  ];
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span class="grow" />
        <CopyCurl path={path} />
      </header>
      {error !== undefined && data === undefined && <Problem error={error} again={again} />}
      {error === undefined && data === undefined && <Skeleton rows={2} />}
      {data?.length === 0 && (
        <p class="pad muted">
          {none} <code>{command}</code>
        </p>
      )}
      {data !== undefined && data.length > 0 && (
        <div class="across" tabIndex={0}>
          <Table label={title} columns={columns} rows={data} keyOf={({ name }) => name} />
        </div>
      )}
    </section>
  );
}
