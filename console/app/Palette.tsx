/** Everything by its name: people of the job, jobs, pages, and ids that are pasted whole. */

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { findPeople } from '../api/people';
import type { JobRow } from '../api/types';
import { Icon, type IconName } from '../parts/Icon';
import { recognise } from '../rules/ids';
import { announce } from '../state/live';
import { aboutPath, doctorPath, jobPath, newJobPath, overviewPath, personPath, uploadPath } from '../state/paths';
import { useAnswer } from '../state/query';
import { useService } from '../state/service';
import { shell, paletteWords as words } from '../text/shell';
import { PAGES } from './pages';

interface Hit {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly more?: string;
  readonly icon: IconName;
  readonly href: string;
}

interface PaletteProps {
  readonly jobs: readonly JobRow[];
  readonly jobId: string | undefined;
  readonly onClose: () => void;
}

const TYPING_MS = 150;
const LEAST_LETTERS = 2;

export function Palette({ jobs, jobId, onClose }: PaletteProps) {
  const { route } = useLocation();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const people = usePeople(jobId, useSettled(text));
  const hits = [...people, ...pagesAndJobs(text, jobs, jobId), ...byId(text, jobId)];

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => setActive(0), [text]);
  useEffect(() => {
    if (text !== '') announce(words.results(hits.length));
  }, [hits.length]);
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  function open(hit: Hit | undefined): void {
    if (hit === undefined) return;
    onClose();
    route(hit.href);
  }

  function keys(event: KeyboardEvent): void {
    event.stopPropagation();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((active + step + hits.length) % Math.max(1, hits.length));
    }
    if (event.key === 'Enter') open(hits[active]);
  }

  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={words.title}
      onClose={onClose}
      onKeyDown={keys}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <label class="ask">
        <Icon name="search" />
        <span class="vh">{shell.find}</span>
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={hits[active] && `${id}-${active}`}
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          placeholder={words.hint}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <div class="hits" id={`${id}-list`} role="listbox" aria-label={words.title}>
        {hits.map((hit, index) => (
          <div
            key={hit.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onClick={() => open(hit)}
            onPointerMove={() => setActive(index)}
          >
            <Icon name={hit.icon} />
            <b>{hit.title}</b>
            {hit.more !== undefined && <small>{hit.more}</small>}
            <span class="grow" />
            <small>{hit.group}</small>
          </div>
        ))}
      </div>
      {hits.length === 0 && <p class="muted pad">{words.nothing}</p>}
    </dialog>
  );
}

/** What was typed, when the typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function usePeople(jobId: string | undefined, text: string): readonly Hit[] {
  const { client } = useService();
  const isOff = jobId === undefined || text.length < LEAST_LETTERS;
  const found = useAnswer({
    key: ['search', jobId, text],
    load: (signal) => findPeople(client, jobId ?? '', text, signal),
    off: isOff,
    keep: true,
  });
  if (isOff || found.data === undefined || jobId === undefined) return [];
  const { value, searchedPercent = 100 } = found.data;
  return value.slice(0, 8).map(({ externalId, displayName, userName }) => ({
    id: `person ${externalId}`,
    group: words.people(searchedPercent),
    title: displayName ?? userName ?? externalId,
    more: externalId,
    icon: 'person',
    href: personPath(jobId, externalId),
  }));
}

function pagesAndJobs(text: string, jobs: readonly JobRow[], jobId: string | undefined): readonly Hit[] {
  const wanted = text.trim().toLowerCase();
  const pages: Hit[] = [
    { id: 'overview', group: words.pages, title: shell.overview, icon: 'home', href: overviewPath() },
    ...(jobId === undefined
      ? []
      : PAGES.map(({ page, icon }): Hit => {
          return { id: page, group: words.pages, title: shell.page[page], icon, href: jobPath(jobId, page) };
        })),
    { id: 'new', group: words.pages, title: shell.newJob, icon: 'plus', href: newJobPath() },
    { id: 'doctor', group: words.pages, title: shell.doctor, icon: 'doctor', href: doctorPath() },
    { id: 'about', group: words.pages, title: shell.about, icon: 'info', href: aboutPath() },
  ];
  const names = jobs.map(
    (job): Hit => ({
      id: `job ${job.jobId}`,
      group: words.jobs,
      title: job.displayName,
      more: job.jobId,
      icon: 'play',
      href: jobPath(job.jobId, 'status'),
    }),
  );
  return [...names, ...pages].filter(({ title, more = '' }) => `${title} ${more}`.toLowerCase().includes(wanted));
}

function byId(text: string, jobId: string | undefined): readonly Hit[] {
  if (jobId === undefined) return [];
  return recognise(text).flatMap(({ kind, id }): readonly Hit[] => {
    const hit = { id: `${kind} ${id}`, group: words.ids };
    if (kind === 'upload')
      return [{ ...hit, title: words.openUpload(id), icon: 'upload', href: uploadPath(jobId, id) }];
    if (kind === 'entry') {
      return [{ ...hit, title: words.openEntry(id), icon: 'list', href: jobPath(jobId, 'logs', { entry: id }) }];
    }
    if (kind === 'person') {
      return [{ ...hit, title: words.openPerson(id), icon: 'person', href: personPath(jobId, id) }];
    }
    return [];
  });
}
