/** Those of a receipt who failed, as a request: a receipt keeps no data, so each is read as they are known today. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../api/errors';
import { readPerson } from '../../api/people';
import type { Receipt, ReceiptOperation } from '../../api/uploads';
import { Button } from '../../parts/Button';
import { download } from '../../parts/download';
import { messageOf } from '../../parts/Empty';
import { againBody, type Known } from '../../rules/upload/bulk';
import { useService } from '../../state/service';
import { common } from '../../text/common';
import { receiptWords as words } from '../../text/uploads';

/** A browser asks six things of one server at once; the rest of the page is alive meanwhile. */
const READ_AT_ONCE = 4;

interface FailuresAsJsonProps {
  readonly receipt: Receipt;
  /** Of the file. */
  readonly name: string;
}

export function FailuresAsJson({ receipt: { jobId, operations }, name }: FailuresAsJsonProps) {
  const { client } = useService();
  const [read, setRead] = useState<number>();
  const [told, setTold] = useState('');
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const failed = operations.filter(({ status }) => status === 'failure');
  if (failed.length === 0) return null;

  /** Who is forgotten by now is not found. */
  async function asKnown({ bulkId, externalId }: ReceiptOperation, signal: AbortSignal): Promise<Known> {
    try {
      const { data } = await readPerson(client, jobId, externalId, signal);
      return { bulkId, externalId, data };
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return { bulkId, externalId, data: null };
      throw error;
    }
  }

  async function run(): Promise<void> {
    const controller = new AbortController();
    stop.current = controller;
    setTold('');
    try {
      const known: Known[] = [];
      while (known.length < failed.length) {
        setRead(known.length);
        const some = failed.slice(known.length, known.length + READ_AT_ONCE);
        known.push(...(await Promise.all(some.map((one) => asKnown(one, controller.signal)))));
      }
      const { text, leftOut } = againBody(known);
      if (text !== undefined) download(name, text, 'application/json');
      setTold([text === undefined ? '' : words.jsonOf, leftOut === 0 ? '' : words.leftOut(leftOut)].join(' '));
    } catch (error) {
      if (!controller.signal.aborted) setTold(messageOf(error));
    }
    setRead(undefined);
  }

  return (
    <>
      <span class="muted" role="status">
        {read === undefined ? told : words.known(read, failed.length)}
      </span>
      {read === undefined ? (
        <Button icon="download" onClick={() => void run()}>
          {words.json}
        </Button>
      ) : (
        <Button onClick={() => stop.current?.abort()}>{common.cancel}</Button>
      )}
    </>
  );
}
