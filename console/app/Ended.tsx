/** The sign-in has ended: what is on the page stays, drafts are kept, and one click leads back to it. */
import { useState } from 'preact/hooks';
import { Button } from '../parts/Button';
import { Dialog } from '../parts/Dialog';
import { messageOf } from '../parts/Empty';
import { signInEnding } from '../state/live';
import { useService } from '../state/service';
import { signInWords as words } from '../text/shell';
import { signInEndings } from '../text/signIn';

export function Ended() {
  const { session } = useService();
  const [isClosed, setClosed] = useState(false);
  const [problem, setProblem] = useState<string>();
  const ending = signInEnding.value;
  if (ending === undefined || isClosed) return null;

  const again = () => {
    setProblem(undefined);
    session.signIn(`${location.pathname}${location.search}`).catch((error: unknown) => setProblem(messageOf(error)));
  };
  const action = (
    <Button kind="primary" onClick={again}>
      {words.signIn}
    </Button>
  );
  return (
    <Dialog title={words.ended} onClose={() => setClosed(true)} closeWord={signInEndings.stay} actions={action}>
      <p>{signInEndings[ending]}</p>
      <p class="muted">{words.endedLede}</p>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </Dialog>
  );
}
