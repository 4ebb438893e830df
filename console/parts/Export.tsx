/** What a list gives under its filter, as a file: read page by page, up to a limit, and called off at any time. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Collection, nextPath } from '../api/client';
import { announce } from '../state/live';
import { common } from '../text/common';
import { exportWords as words } from '../text/exports';
import { Button } from './Button';
import { download } from './download';
import { messageOf } from './Empty';
import { Menu } from './Menu';

export interface ExportFile<T> {
  /** Said where there is a choice of files. */
  readonly title: string;
  readonly name: string;
  readonly type: string;
  text(rows: readonly T[]): string;
}

interface ExportProps<T> {
  /** The first page. */
  readonly path: string;
  read(path: string, signal: AbortSignal): Promise<Collection<T>>;
  readonly files: readonly [ExportFile<T>, ...ExportFile<T>[]];
  readonly small?: boolean;
}

const MOST = 10_000;

export const csvFile = <T,>(
  name: string,
  text: (rows: readonly T[]) => string,
  title: string = name,
): ExportFile<T> => ({
  title,
  name,
  type: 'text/csv;charset=utf-8',
  text,
});

export function Export<T>({ path, read, files, small = false }: ExportProps<T>) {
  const [count, setCount] = useState<number>();
  const [fault, setFault] = useState<string>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  async function run(file: ExportFile<T>): Promise<void> {
    const controller = new AbortController();
    stop.current = controller;
    setFault(undefined);
    setCount(0);
    try {
      const rows: T[] = [];
      for (let next: string | undefined = path; next !== undefined && rows.length < MOST; ) {
        const page: Collection<T> = await read(next, controller.signal);
        rows.push(...page.value);
        setCount(rows.length);
        next = nextPath(page);
      }
      const kept = rows.slice(0, MOST);
      download(file.name, file.text(kept), file.type);
      announce(words.done(kept.length, rows.length > MOST), true);
    } catch (error) {
      if (!controller.signal.aborted) setFault(messageOf(error));
    }
    setCount(undefined);
  }

  if (count !== undefined) {
    return (
      <>
        <span class="muted" role="status">
          {words.reading(count)}
        </span>
        <Button small={small} onClick={() => stop.current?.abort()}>
          {common.cancel}
        </Button>
      </>
    );
  }
  const [only] = files;
  if (files.length === 1) {
    return (
      <>
        {fault !== undefined && (
          <span class="st fail" role="alert">
            {fault}
          </span>
        )}
        <Button small={small} icon="download" onClick={() => void run(only)}>
          {words.export}
        </Button>
      </>
    );
  }
  return (
    <Menu
      label={words.export}
      alignEnd
      button={({ isOpen, toggle }) => (
        <Button small={small} icon="download" expanded={isOpen} onClick={toggle}>
          {words.export}
        </Button>
      )}
    >
      {(close) => (
        <>
          {files.map((file) => (
            <Button
              key={file.name}
              kind="quiet"
              onClick={() => {
                close();
                void run(file);
              }}
            >
              {file.title}
            </Button>
          ))}
          <p class="muted pad-s">{fault ?? words.limit(MOST)}</p>
        </>
      )}
    </Menu>
  );
}
