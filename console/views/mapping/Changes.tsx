/** Each change between two schemas: the mapping before and after, and what that gives some people. */
import { Highlighted } from '../../expression/Highlighted';
import type { Trial } from '../../expression/tried';
import { Diff } from '../../parts/Diff';
import type { MappingChange } from '../../rules/draft';
import type { Subject } from '../../rules/subject';
import { reviewWords as words } from '../../text/mapping';

/** What both give somebody. */
export interface Tried {
  readonly subject: Subject;
  readonly before: Trial;
  readonly after: Trial;
}

interface ChangesProps {
  readonly changes: readonly MappingChange[];
  /** None: what it gives anybody is not told. */
  readonly tried?: readonly Tried[];
}

const valueIn = (trial: Trial, target: string) => (trial.ok && trial.values.get(target)?.result) || null;

export function Changes({ changes, tried = [] }: ChangesProps) {
  if (changes.length === 0) return null;
  return (
    <div class="across" role="region" aria-label={words.title} tabIndex={0}>
      <table class="review">
        <thead>
          <tr>
            <th scope="col">{words.mapping}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
            {tried.length > 0 && <th scope="col">{words.values}</th>}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.target}>
              <td>
                <b>{change.target}</b>
              </td>
              <td class="wrap">
                <Side mapping={change.before} otherwise={words.isNew} />
              </td>
              <td class="wrap">
                <Side mapping={change.after} otherwise={words.isGone} />
              </td>
              {tried.length > 0 && (
                <td class="wrap">
                  {tried.map(({ subject, before, after }) => (
                    <div key={subject.externalId}>
                      <small class="muted">{subject.displayName}</small>{' '}
                      <Diff before={valueIn(before, change.target)} after={valueIn(after, change.target)} />
                    </div>
                  ))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Source first, then what else of it counts. */
function Side({ mapping, otherwise }: { mapping: MappingChange['after']; otherwise: string }) {
  if (mapping === undefined) return <em class="muted">{otherwise}</em>;
  const { source, flowType, defaultValue, matchingPriority, flowNullValues } = mapping;
  const rest = [
    flowType !== 'Always' && flowType,
    defaultValue !== null && `defaultValue "${defaultValue}"`,
    matchingPriority > 0 && `matchingPriority ${matchingPriority}`,
    flowNullValues === true && 'flowNullValues',
  ].filter(Boolean);
  return (
    <>
      {source === null ? <em class="muted">{words.nothing}</em> : <Highlighted expression={source.expression} />}
      {rest.length > 0 && <small class="muted"> {rest.join(', ')}</small>}
    </>
  );
}
