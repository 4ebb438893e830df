/** One value before and after: what went struck out, what came marked, and no value as words. */
import { wordDiff } from '../rules/diff';
import { common } from '../text/common';

const TAGS = { same: 'span', gone: 'del', new: 'ins' } as const;

export function Diff({ before, after }: { before: string | null; after: string | null }) {
  return (
    <span class="diff">
      {before === null ? (
        <em class="muted">{common.noValue}</em>
      ) : (
        before !== '' && after === null && <del>{before}</del>
      )}
      {before === null && after !== null && ' → '}
      {before === null && after !== null && <ins>{after}</ins>}
      {before !== null && after === null && (
        <>
          {' '}
          → <em class="muted">{common.noValue}</em>
        </>
      )}
      {before !== null &&
        after !== null &&
        wordDiff(before, after).map(({ kind, text }, index) => {
          const Tag = TAGS[kind];
          return <Tag key={`${index}`}>{text}</Tag>;
        })}
    </span>
  );
}
