/** Somebody saved another version meanwhile: nothing is overwritten blindly, and nothing of the draft is lost. */
import { useState } from 'preact/hooks';
import { readSchema } from '../../api/schema';
import { Highlighted } from '../../expression/Highlighted';
import { Button } from '../../parts/Button';
import { Dialog } from '../../parts/Dialog';
import { Skeleton } from '../../parts/Empty';
import { mappingsOf } from '../../rules/draft';
import { type Conflict, mergeDrafts, nameOfConflict } from '../../rules/merge';
import { useAnswer } from '../../state/query';
import type { SchemaDraft } from '../../state/schemaDraft';
import { useService } from '../../state/service';
import { reviewWords as words } from '../../text/mapping';

interface ConflictsProps extends SchemaDraft {
  /** The service's, which names who saved and when. */
  readonly message: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function Conflicts({ job, base, draft, begin, message, onDone, onClose }: ConflictsProps) {
  const { client } = useService();
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const theirs = useAnswer({
    key: ['schema', job.jobId, 'theirs', message],
    load: (signal) => readSchema(client, job, signal),
  });
  const loaded = theirs.data;
  if (loaded === undefined) {
    return (
      <Dialog title={words.conflict} wide onClose={onClose}>
        <Skeleton />
      </Dialog>
    );
  }
  const { merged, conflicts } = mergeDrafts(base.schema, loaded.schema, draft, mine);
  const choose = (name: string, isMine: boolean) => {
    const next = new Set(mine);
    if (isMine) next.add(name);
    else next.delete(name);
    setMine(next);
  };
  const takeOver = () => {
    begin(loaded, merged);
    onDone();
  };
  const action = (
    <Button kind="primary" onClick={takeOver}>
      {words.takeOver}
    </Button>
  );
  const sideOf = (conflict: Conflict, schema: typeof draft) =>
    conflict.kind === 'scope'
      ? undefined
      : mappingsOf(schema).find(({ targetAttributeName }) => targetAttributeName === conflict.target)?.source
          ?.expression;
  return (
    <Dialog title={words.conflict} wide onClose={onClose} actions={action}>
      <p>{message}</p>
      <p class="muted">{words.conflictLede}</p>
      {conflicts.map((conflict) => {
        const name = nameOfConflict(conflict);
        return (
          <fieldset key={name} class="field plain">
            <legend class="lab">{name}</legend>
            {([false, true] as const).map((isMine) => {
              const expression = sideOf(conflict, isMine ? draft : loaded.schema);
              return (
                <label key={String(isMine)} class="opt">
                  <input
                    type="radio"
                    name={`conflict-${name}`}
                    checked={mine.has(name) === isMine}
                    onChange={() => choose(name, isMine)}
                  />
                  {isMine ? words.mine : words.theirs}
                  {expression !== undefined && <Highlighted expression={expression} />}
                </label>
              );
            })}
          </fieldset>
        );
      })}
    </Dialog>
  );
}
