/** What stands around every view: where you are, the navigation, the palette, and what concerns all of them. */

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { readOverview } from '../api/overview';
import { Icon } from '../parts/Icon';
import { useKeys } from '../state/keys';
import { announcement } from '../state/live';
import { aboutPath, doctorPath, jobOfPath, jobPath, newJobPath, overviewPath } from '../state/paths';
import { useAnswer } from '../state/query';
import { useService } from '../state/service';
import { shell } from '../text/shell';
import { Account } from './Account';
import { Ended } from './Ended';
import { KeyHelp } from './KeyHelp';
import { Notices } from './Notices';
import { Palette } from './Palette';
import { PAGES } from './pages';
import { Side } from './Side';

const FRAME_MS = 15_000;

export function Frame({ children }: { children: ComponentChildren }) {
  const { client } = useService();
  const { path, route } = useLocation();
  const [open, setOpen] = useState<'palette' | 'keys' | 'menu'>();
  const overview = useAnswer({ key: ['overview'], load: (signal) => readOverview(client, signal), every: FRAME_MS });
  const jobs = overview.data?.value ?? [];
  const place = jobOfPath(path);
  const job = jobs.find(({ jobId }) => jobId === place?.jobId) ?? (place === undefined ? jobs[0] : undefined);
  const jobId = place?.jobId ?? job?.jobId;
  const here = job?.displayName ?? place?.jobId;

  useKeys({
    'Ctrl+k': () => setOpen('palette'),
    '?': () => setOpen('keys'),
    ...(open === 'menu' && { Escape: () => setOpen(undefined) }),
    'g o': () => route(overviewPath()),
    ...(jobId !== undefined &&
      Object.fromEntries(
        PAGES.flatMap(({ key, page }) => (key === undefined ? [] : [[`g ${key}`, () => route(jobPath(jobId, page))]])),
      )),
  });

  const title = place === undefined ? titleOf(path) : shell.page[place.page as keyof typeof shell.page];
  return (
    <div class="app">
      <a class="skip-link" href="#main">
        {shell.skip}
      </a>
      <header class="top">
        <button
          type="button"
          class="btn quiet burger"
          aria-label={shell.menu}
          aria-expanded={open === 'menu'}
          onClick={() => setOpen(open === 'menu' ? undefined : 'menu')}
        >
          <Icon name="menu" />
        </button>
        <a class="brand" href={overviewPath()} aria-label={shell.brand}>
          <Mark />
          <span>{shell.brand}</span>
        </a>
        <nav class="crumbs" aria-label={shell.where}>
          {place !== undefined && jobId !== undefined && (
            <>
              <a href={jobPath(jobId, 'status')}>{here}</a>
              <span aria-hidden="true">/</span>
            </>
          )}
          <b>{title}</b>
        </nav>
        <span class="grow" />
        <button type="button" class="find" onClick={() => setOpen('palette')}>
          <Icon name="search" />
          <span>{shell.find}</span>
          <kbd>{shell.findKey}</kbd>
        </button>
        <Account onKeys={() => setOpen('keys')} />
      </header>
      <Side jobs={jobs} jobId={jobId} path={path} isOpen={open === 'menu'} onDone={() => setOpen(undefined)} />
      <main id="main">
        <Notices overview={overview} place={place} job={place === undefined ? undefined : job} />
        {children}
      </main>
      <p class="vh" aria-live="polite" role="status">
        {announcement.value}
      </p>
      <Ended />
      {open === 'palette' && <Palette jobs={jobs} jobId={jobId} onClose={() => setOpen(undefined)} />}
      {open === 'keys' && <KeyHelp onClose={() => setOpen(undefined)} />}
    </div>
  );
}

/** Of a page that belongs to no job. */
function titleOf(path: string): string {
  if (path === aboutPath()) return shell.about;
  if (path === newJobPath()) return shell.newJob;
  return path === doctorPath() ? shell.doctor : shell.overview;
}

export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2" y="2" width="20" height="20" rx="5" />
      <path d="M7 16.5V8l5 5 5-5v8.5" />
    </svg>
  );
}
