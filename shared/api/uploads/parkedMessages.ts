/** `GET /muster/parkedMessages`: messages nobody could work on, whoever's they are, and why. */
import type { Needs } from '../../pipeline/ports';
import { type Message, readMessage, UnreadableMessage } from '../../pipeline/queue/messages';
import { uploadId } from '../../pipeline/uploads/uploadId';
import type { KeptMessage } from '../../store/uploads/poison';
import type { Call, Reply } from '../http/endpoint';
import { page, pageOf } from '../http/page';

type Ports = Needs<'parked'>;

/** Newest first. What the people in them are is left out: the receipt of the upload names them. */
export async function listParkedMessages(call: Call, { parked }: Ports): Promise<Reply> {
  const { top, after } = pageOf(call);
  const { messages, more } = await parked.list(top, after);
  return page(call, messages.map(toResource), more ? messages.at(-1)?.id : undefined);
}

function toResource({ id, at, reason, text }: KeptMessage): object {
  const message = tryToRead(text);
  return {
    id,
    parkedDateTime: new Date(at).toISOString(),
    reason,
    jobId: message?.jobId ?? null,
    kind: message?.kind ?? null,
    uploadId: message?.kind === 'operations' ? uploadId({ jobId: message.jobId, first: message.uploadFirst }) : null,
  };
}

function tryToRead(text: string): Message | undefined {
  try {
    return readMessage(text);
  } catch (error) {
    if (error instanceof UnreadableMessage) return undefined;
    throw error;
  }
}
