/** How a draft does in the job's tests, before it is saved: what is red is shown whole, what is green is a number. */
import { isRed } from '../../expression/mappingTests';
import { Problem } from '../../parts/Empty';
import { Status } from '../../parts/Status';
import { testWords as words } from '../../text/mappingTests';
import { TestList } from './TestList';
import type { TestState } from './useMappingTests';

export function TestVerdict({ tests, error, again, ran, red }: TestState) {
  return (
    <>
      <h3>{words.title}</h3>
      {tests === undefined && error !== undefined && <Problem error={error} again={again} />}
      {tests?.length === 0 && <p class="muted">{words.noTests}</p>}
      {ran.length > 0 && (
        <p role="status">
          <Status kind={red === 0 ? 'success' : 'failure'}>{words.sum(ran.length - red, red)}</Status>
        </p>
      )}
      {red > 0 && <TestList ran={ran.filter(isRed)} />}
    </>
  );
}
