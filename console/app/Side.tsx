/** The navigation: the overview, a job's pages with what is to be done on them, and the service. */
import type { JobRow } from '../api/types';
import { Icon, type IconName } from '../parts/Icon';
import { Menu } from '../parts/Menu';
import { count } from '../rules/numbers';
import { aboutPath, doctorPath, jobOfPath, jobPath, overviewPath } from '../state/paths';
import { shell } from '../text/shell';
import { PAGES, type PageEntry } from './pages';

interface SideProps {
  readonly jobs: readonly JobRow[];
  readonly jobId: string | undefined;
  readonly path: string;
  /** On small screens, where it stands above the page. */
  readonly isOpen: boolean;
  readonly onDone: () => void;
}

export function Side({ jobs, jobId, path, isOpen, onDone }: SideProps) {
  const job = jobs.find((one) => one.jobId === jobId);
  const page = jobOfPath(path)?.page;
  const entry = (one: PageEntry) => (
    <Entry
      key={one.page}
      href={jobId === undefined ? overviewPath() : jobPath(jobId, one.page)}
      icon={one.icon}
      isHere={page === one.page}
      todo={job === undefined ? 0 : (one.todo?.(job) ?? 0)}
      tone={one.tone}
    >
      {shell.page[one.page]}
    </Entry>
  );
  const pages = (group: PageEntry['group']) => PAGES.filter((one) => one.group === group);
  return (
    <nav class={`side${isOpen ? ' open' : ''}`} aria-label={shell.main} onClick={(event) => closes(event) && onDone()}>
      <Entry href={overviewPath()} icon="home" isHere={path === '/console' || path === '/'}>
        {shell.overview}
      </Entry>
      {jobId !== undefined && (
        <>
          <h2 class="group">{shell.job}</h2>
          <JobPicker jobs={jobs} jobId={jobId} page={page} />
          {pages('job').map(entry)}
          {pages('configure').length > 0 && <h2 class="group">{shell.configure}</h2>}
          {pages('configure').map(entry)}
        </>
      )}
      <h2 class="group">{shell.service}</h2>
      <Entry href={doctorPath()} icon="doctor" isHere={path === '/console/doctor'}>
        {shell.doctor}
      </Entry>
      <Entry href={aboutPath()} icon="info" isHere={path === '/console/about'}>
        {shell.about}
      </Entry>
    </nav>
  );
}

const closes = ({ target }: MouseEvent) => target instanceof Element && target.closest('a') !== null;

interface EntryProps {
  readonly href: string;
  readonly icon: IconName;
  readonly isHere: boolean;
  readonly todo?: number;
  readonly tone?: 'fail' | 'held' | undefined;
  readonly children: string;
}

function Entry({ href, icon, isHere, todo = 0, tone, children }: EntryProps) {
  return (
    <a href={href} aria-current={isHere ? 'page' : undefined} title={children}>
      <Icon name={icon} />
      <span class="word">{children}</span>
      {todo > 0 && <span class={`n ${tone ?? ''}`}>{count(todo)}</span>}
    </a>
  );
}

function JobPicker({ jobs, jobId, page }: { jobs: readonly JobRow[]; jobId: string; page: string | undefined }) {
  const job = jobs.find((one) => one.jobId === jobId);
  const to = (PAGES.find((one) => one.page === page) ?? PAGES[0])?.page ?? 'status';
  return (
    <Menu
      label={shell.chooseJob}
      button={({ isOpen, toggle }) => (
        <button type="button" class="jobpick" aria-expanded={isOpen} onClick={toggle}>
          <span>
            <b>{job?.displayName ?? jobId}</b>
            {job !== undefined && (
              <small>
                {job.templateId} · {shell.state[job.state]}
              </small>
            )}
          </span>
          <Icon name="down" />
        </button>
      )}
    >
      {(close) =>
        jobs.map((one) => (
          <a
            key={one.jobId}
            class="pick"
            href={jobPath(one.jobId, to)}
            aria-current={one.jobId === jobId ? 'true' : undefined}
            onClick={close}
          >
            <b>{one.displayName}</b>
            <small>
              {one.source.name} → {one.target.name}
            </small>
          </a>
        ))
      }
    </Menu>
  );
}
