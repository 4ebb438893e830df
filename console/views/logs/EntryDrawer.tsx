/** One entry: the way it went, what it changed, why it did not work, and what is behind all that. */
import { type LogEntry, readEntry } from '../../api/logs';
import { Button } from '../../parts/Button';
import { Copy } from '../../parts/Copy';
import { Drawer } from '../../parts/Drawer';
import { Problem, Skeleton } from '../../parts/Empty';
import { Json } from '../../parts/Json';
import { Status } from '../../parts/Status';
import { Tabs } from '../../parts/Tabs';
import { Time } from '../../parts/Time';
import { useKeys } from '../../state/keys';
import { jobPath, personPath } from '../../state/paths';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { common } from '../../text/common';
import { entryWords as words } from '../../text/logs';
import { History } from './History';
import { Properties } from './Properties';
import { Steps } from './Steps';
import { Troubleshooting } from './Troubleshooting';

interface EntryDrawerProps {
  readonly jobId: string;
  readonly id: string;
  /** The entry, where its list has it. */
  readonly known: LogEntry | undefined;
  readonly onStep: (by: number) => void;
  readonly onClose: () => void;
}

export function EntryDrawer({ jobId, id, known, onStep, onClose }: EntryDrawerProps) {
  const { client } = useService();
  const asked = useAnswer({
    key: ['entry', id],
    load: (signal) => readEntry(client, id, 'v1.0', signal),
    off: known !== undefined,
  });
  useKeys({ j: () => onStep(1), k: () => onStep(-1) });
  const entry = known ?? asked.data;
  if (entry === undefined) {
    return (
      <Drawer title={words.drawer} shown={id} onClose={onClose}>
        {asked.error === undefined ? <Skeleton rows={8} /> : <Problem error={asked.error} again={asked.again} />}
      </Drawer>
    );
  }
  const { sourceIdentity, provisioningStatusInfo, provisioningAction, durationInMilliseconds, cycleId } = entry;
  return (
    <Drawer
      title={sourceIdentity.displayName || sourceIdentity.id}
      shown={id}
      badge={<Status kind={provisioningStatusInfo.status} pill />}
      onClose={onClose}
      tools={
        <>
          <Copy text={() => location.href} label={common.copyLink} icon="link" />
          <Button kind="quiet" small label={words.previous} onClick={() => onStep(-1)}>
            k
          </Button>
          <Button kind="quiet" small label={words.next} onClick={() => onStep(1)}>
            j
          </Button>
        </>
      }
      line={
        <>
          <code>{sourceIdentity.id}</code>
          <span>
            {provisioningAction} · <Time at={entry.activityDateTime} form="log" /> · {words.ms(durationInMilliseconds)}
          </span>
          <a href={personPath(jobId, sourceIdentity.id)}>{words.person}</a>
          <a href={jobPath(jobId, 'logs', { cycle: cycleId })}>{words.cycle}</a>
        </>
      }
    >
      <Body jobId={jobId} entry={entry} />
      <History jobId={jobId} entry={entry} />
    </Drawer>
  );
}

type TabId = keyof typeof words.tabs;

function Body({ jobId, entry }: { jobId: string; entry: LogEntry }) {
  const { query, set } = useUrl();
  const selected = query.tab !== undefined && query.tab in words.tabs ? (query.tab as TabId) : 'steps';
  const tabs = Object.entries(words.tabs).map(([id, title]) => ({
    id,
    title,
    count: id === 'properties' && entry.modifiedProperties.length > 0 ? entry.modifiedProperties.length : undefined,
  }));
  return (
    <Tabs
      label={words.tabList}
      tabs={tabs}
      selected={selected}
      onSelect={(id) => set({ tab: id === 'steps' ? undefined : id })}
    >
      {selected === 'steps' && <Steps jobId={jobId} entry={entry} />}
      {selected === 'properties' && <Properties entry={entry} />}
      {selected === 'help' && <Troubleshooting jobId={jobId} entry={entry} />}
      {selected === 'raw' && <Raw entry={entry} />}
    </Tabs>
  );
}

function Raw({ entry }: { entry: LogEntry }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const version = query.graph === 'beta' ? 'beta' : 'v1.0';
  const beta = useAnswer({
    key: ['entry', entry.id, 'beta'],
    load: (signal) => readEntry(client, entry.id, 'beta', signal),
    off: version !== 'beta',
  });
  const shown = version === 'beta' ? beta.data : entry;
  return (
    <>
      <div class="pad line">
        <span class="muted">{words.version}</span>
        {(['v1.0', 'beta'] as const).map((one) => (
          <Button
            key={one}
            small
            pressed={one === version}
            onClick={() => set({ graph: one === 'beta' ? 'beta' : undefined })}
          >
            {one}
          </Button>
        ))}
      </div>
      {shown === undefined ? <Skeleton rows={6} /> : <Json value={shown} label={words.raw} />}
    </>
  );
}
