import { Status } from '../../parts/Status';
import { sendWords as words } from '../../text/upload';
import type { Watched } from './useReceipts';

/** How many are done, failed, held and on the way; none of a kind is not told. */
export function OutcomeWords({ done, failed, held, waiting }: Watched['outcomes']) {
  return (
    <>
      {done > 0 && <Status kind="success">{words.done(done)}</Status>}
      {failed > 0 && <Status kind="failure">{words.failed(failed)}</Status>}
      {held > 0 && <Status kind="held">{words.held(held)}</Status>}
      {waiting > 0 && <Status kind="paused">{words.waiting(waiting)}</Status>}
    </>
  );
}
