/** What became of whom, and why: the log, its filters in the address, an entry beside it. */
import { useEffect, useState } from 'preact/hooks';
import { type LogEntry, logsPath } from '../../api/logs';
import { readOverview } from '../../api/overview';
import { Button } from '../../parts/Button';
import { CopyCurl } from '../../parts/Copy';
import { Empty, Problem, Skeleton } from '../../parts/Empty';
import { ListFoot } from '../../parts/ListFoot';
import { Page } from '../../parts/Page';
import { zoneName } from '../../rules/time';
import { jobPath } from '../../state/paths';
import { zone } from '../../state/preferences';
import { useAnswer } from '../../state/query';
import { useService } from '../../state/service';
import { useUrl } from '../../state/url';
import { common } from '../../text/common';
import { logsWords as words } from '../../text/logs';
import { EntryDrawer } from './EntryDrawer';
import { ExportLog } from './Export';
import { FilterBar } from './FilterBar';
import { LogTable } from './LogTable';
import { filterText, useFilter } from './useFilter';
import { useLog } from './useLog';

/** From here on the reader is not at the top any more. */
const SCROLLED_PX = 160;

export default function Logs({ jobId }: { jobId: string }) {
  const { client } = useService();
  const { query, set } = useUrl();
  const filter = useFilter(jobId);
  const asked = filterText(jobId, filter);
  const isScrolled = useScrolled();
  const isLive = query.live !== 'off';
  const open = query.entry;
  const log = useLog(client, asked, isLive, isScrolled || open !== undefined);
  const overview = useAnswer({ key: ['overview'], load: (signal) => readOverview(client, signal) });
  const name = overview.data?.value.find((job) => job.jobId === jobId)?.displayName ?? jobId;
  const path = logsPath(asked);
  const show = (entry: LogEntry) => set({ entry: entry.id }, open === undefined ? 'push' : 'replace');
  const close = () => set({ entry: undefined, tab: undefined });
  const step = (by: number) => {
    const next = log.entries[log.entries.findIndex(({ id }) => id === open) + by];
    if (next !== undefined) show(next);
  };

  return (
    <Page
      title={words.title}
      jobName={name}
      lede={zone.value === 'utc' ? words.ledeUtc(name) : words.lede(name, zoneName(new Date().getTimezoneOffset()))}
      actions={
        <>
          <ExportLog path={path} />
          <Button pressed={isLive} onClick={() => set({ live: isLive ? 'off' : undefined })}>
            <span class={`live${isLive ? '' : ' off'}`}>{words.live}</span>
          </Button>
        </>
      }
    >
      <FilterBar
        jobId={jobId}
        filter={filter}
        shown={log.isLoading ? undefined : words.shown(log.entries.length, !log.hasMore)}
      />
      <div class="odata">
        <FilterField jobId={jobId} text={asked} />
        <CopyCurl path={path} />
      </div>
      {log.error !== undefined && <Problem error={log.error} again={log.again} />}
      {log.fresh.length > 0 && (
        <button type="button" class="btn fresh" onClick={() => showFresh(log.showFresh)}>
          {words.fresh(log.fresh.length)}
        </button>
      )}
      {log.error === undefined && (
        <div class={`card${open === undefined ? '' : ' split'}`}>
          <div class="clip">
            {log.entries.length === 0 ? (
              <NoEntries jobId={jobId} isLoading={log.isLoading} isFiltered={filter.isSet} onClear={filter.clear} />
            ) : (
              <>
                <LogTable jobId={jobId} entries={log.entries} open={open} onOpen={show} />
                <ListFoot list={log} rows={log.entries.length} end={common.end} />
              </>
            )}
          </div>
          {open !== undefined && (
            <EntryDrawer
              jobId={jobId}
              id={open}
              known={log.entries.find(({ id }) => id === open)}
              onStep={step}
              onClose={close}
            />
          )}
        </div>
      )}
    </Page>
  );
}

function showFresh(show: () => void): void {
  show();
  window.scrollTo({ top: 0 });
}

function useScrolled(): boolean {
  const [isScrolled, setScrolled] = useState(false);
  useEffect(() => {
    const look = () => setScrolled(window.scrollY > SCROLLED_PX);
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, []);
  return isScrolled;
}

/** The filter as text: what the chips say, and what they cannot. */
function FilterField({ jobId, text }: { jobId: string; text: string }) {
  const { setText } = useFilter(jobId);
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  return (
    <>
      <span class="muted" aria-hidden="true">
        {words.filter}
      </span>
      <input
        aria-label={words.filterLabel}
        spellcheck={false}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && setText(draft)}
      />
    </>
  );
}

interface NoEntriesProps {
  readonly jobId: string;
  readonly isLoading: boolean;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function NoEntries({ jobId, isLoading, isFiltered, onClear }: NoEntriesProps) {
  if (isLoading) return <Skeleton rows={10} />;
  if (isFiltered) {
    return (
      <Empty icon="search" title={words.nothing} actions={<Button onClick={onClear}>{common.clearFilter}</Button>} />
    );
  }
  const upload = (
    <Button kind="primary" icon="upload" deed="upload" href={jobPath(jobId, 'upload')}>
      {words.emptyUpload}
    </Button>
  );
  return (
    <Empty title={words.empty} actions={upload}>
      <p>{words.emptyMore}</p>
    </Empty>
  );
}
