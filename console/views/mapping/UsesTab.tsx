/** Which other mappings read what this one reads: who changes an attribute's meaning sees what else it feeds. */
import { Highlighted } from '../../expression/Highlighted';
import { mappingDrawer as words } from '../../text/mapping';

export interface Use {
  /** A source attribute that the mapping reads. */
  readonly name: string;
  readonly others: readonly { readonly target: string; readonly expression: string }[];
}

export function UsesTab({ uses, hrefOf }: { uses: readonly Use[]; hrefOf: (target: string) => string }) {
  if (uses.length === 0) return <p class="muted">{words.usesNothing}</p>;
  return (
    <>
      {uses.map(({ name, others }) =>
        others.length === 0 ? (
          <p key={name}>{words.usesAlone(name)}</p>
        ) : (
          <section key={name} class="field">
            <h3 class="lab">{words.usesOthers(name)}</h3>
            <ul class="uses">
              {others.map(({ target, expression }) => (
                <li key={target}>
                  <a href={hrefOf(target)}>{target}</a>
                  <Highlighted expression={expression} />
                </li>
              ))}
            </ul>
          </section>
        ),
      )}
    </>
  );
}
