/** Each change of a draft: the mapping before and after, and what that gives the person chosen. */
import { Highlighted } from '../../expression/Highlighted';
import type { Trial } from '../../expression/tried';
import { Diff } from '../../parts/Diff';
import type { MappingChange } from '../../rules/draft';
import type { Subject } from '../../rules/subject';
import { reviewWords as words } from '../../text/mapping';

interface ChangesProps {
  readonly changes: readonly MappingChange[];
  readonly subject: Subject | undefined;
  readonly before: Trial;
  readonly after: Trial;
}

export function Changes({ changes, subject, before, after }: ChangesProps) {
  if (changes.length === 0) return null;
  return (
    <div class="across" role="region" aria-label={words.title} tabIndex={0}>
      <table class="review">
        <thead>
          <tr>
            <th scope="col">{words.mapping}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
            {subject !== undefined && <th scope="col">{words.value(subject.displayName)}</th>}
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
              {subject !== undefined && (
                <td class="wrap">
                  <Diff
                    before={(before.ok && before.values.get(change.target)?.result) || null}
                    after={(after.ok && after.values.get(change.target)?.result) || null}
                  />
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
