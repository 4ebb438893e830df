/** What the filter gives, as a file: read page by page, up to a limit, and called off at any time. */
import { useRef, useState } from 'preact/hooks';
import { nextPath } from '../../api/client';
import { type LogEntry, readLogs } from '../../api/logs';
import { Button } from '../../parts/Button';
import { download } from '../../parts/download';
import { messageOf } from '../../parts/Empty';
import { Menu } from '../../parts/Menu';
import { entriesCsv, propertiesCsv, stepsCsv } from '../../rules/logCsv';
import { announce } from '../../state/live';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { logsWords as words } from '../../text/logs';

type Kind = keyof typeof words.exports;

const MOST = 10_000;
const CSV = 'text/csv;charset=utf-8';

const FILES: Readonly<Record<Kind, (entries: readonly LogEntry[]) => readonly [string, string, string]>> = {
  entries: (entries) => ['entries.csv', entriesCsv(entries), CSV],
  steps: (entries) => ['steps.csv', stepsCsv(entries), CSV],
  properties: (entries) => ['modified-properties.csv', propertiesCsv(entries), CSV],
  json: (entries) => ['entries.json', JSON.stringify(entries, null, 2), 'application/json'],
};

export function Export({ path }: { path: string }) {
  const { client } = useService();
  const [read, setRead] = useState<number>();
  const [fault, setFault] = useState<string>();
  const stop = useRef<AbortController>(undefined);

  async function run(kind: Kind): Promise<void> {
    const controller = new AbortController();
    stop.current = controller;
    setFault(undefined);
    setRead(0);
    try {
      const entries: LogEntry[] = [];
      for (let next: string | undefined = path; next !== undefined && entries.length < MOST; ) {
        const page = await readLogs(client, next, controller.signal);
        entries.push(...page.value);
        setRead(entries.length);
        next = nextPath(page);
      }
      download(...FILES[kind](entries.slice(0, MOST)));
      announce(words.exportDone(Math.min(entries.length, MOST)), true);
    } catch (error) {
      if (!controller.signal.aborted) setFault(messageOf(error));
    }
    setRead(undefined);
  }

  if (read !== undefined) {
    return (
      <>
        <span class="muted" role="status">
          {words.exporting(read)}
        </span>
        <Button onClick={() => stop.current?.abort()}>{common.cancel}</Button>
      </>
    );
  }
  return (
    <Menu
      label={words.export}
      alignEnd
      button={({ isOpen, toggle }) => (
        <Button icon="download" expanded={isOpen} onClick={toggle}>
          {words.export}
        </Button>
      )}
    >
      {(close) => (
        <>
          {(Object.keys(words.exports) as Kind[]).map((kind) => (
            <Button
              key={kind}
              kind="quiet"
              onClick={() => {
                close();
                void run(kind);
              }}
            >
              {words.exports[kind]}
            </Button>
          ))}
          <p class="muted pad-s">{fault ?? words.exportLimit(MOST)}</p>
        </>
      )}
    </Menu>
  );
}
