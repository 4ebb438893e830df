/**
 * For a person at a terminal what repeats is said once: a sentence at once, and some seconds later how often it came again;
 * the id of a job where it is another than before. Programs get every line, and count by themselves.
 */
import type { Clock, LogFields, Logger } from '../shared/ports';
import { unwrapped } from './consoleLogger';

/** So long a sentence is gathered before it is said how often it came again. */
const GATHERED_MS = 10_000;

/** Which run of which function wrote a line. Who asks for it has every line (`--verbose`). */
const OF_THE_RUN: ReadonlySet<string> = new Set(['function', 'invocationId', 'requestId']);

type Say = (message: string, fields: LogFields) => void;

interface Gathered {
  readonly say: Say;
  readonly message: string;
  readonly fields: LogFields;
  more: number;
}

export interface SaidOnce {
  readonly logger: Logger;
  /** Says what is gathered: the process ends. */
  end(): void;
}

export function saidOnce(inner: Logger, { sleep }: Pick<Clock, 'sleep'>): SaidOnce {
  const gathered = new Map<string, Gathered>();
  let job: unknown;

  const log = (level: keyof Logger) => {
    const say: Say = (message, { jobId, ...fields }) => {
      const isOther = jobId !== undefined && jobId !== job;
      if (isOther) job = jobId;
      inner[level](message, isOther ? { jobId, ...fields } : fields);
    };
    return (given: string, more: LogFields = {}) => {
      const { message, fields: all } = unwrapped(given, more);
      const fields = chosen(all, (name) => !OF_THE_RUN.has(name));
      // Numbers differ from line to line: which upload, how many, how long.
      const about = chosen(fields, (_, value) => typeof value === 'string');
      const key = JSON.stringify([level, message, about]);
      const earlier = gathered.get(key);
      if (earlier !== undefined) {
        earlier.more += 1;
        return;
      }
      say(message, fields);
      gathered.set(key, { say, message, fields: about, more: 0 });
      void sleep(GATHERED_MS).then(() => sayAgain(key));
    };
  };

  function sayAgain(key: string): void {
    const again = gathered.get(key);
    gathered.delete(key);
    if (again === undefined || again.more === 0) return;
    const times = again.more === 1 ? 'once' : `${again.more} times`;
    again.say(`${again.message}, ${times} more`, chosen(again.fields, isShort));
  }

  return {
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    end: () => {
      for (const key of [...gathered.keys()]) sayAgain(key);
    },
  };
}

function chosen(fields: LogFields, isWanted: (name: string, value: LogFields[string]) => boolean): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => isWanted(name, value)));
}

/** A stack is read once. */
const isShort = (_: string, value: LogFields[string]) => !String(value).includes('\n');
