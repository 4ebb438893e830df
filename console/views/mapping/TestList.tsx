/** Mapping tests, each with whether it passes, and where it does not: what was expected, what the draft gives, and why. */
import { isRed, type RanTest } from '../../expression/mappingTests';
import { Button } from '../../parts/Button';
import { Icon } from '../../parts/Icon';
import { Status } from '../../parts/Status';
import { testWords as words } from '../../text/mappingTests';

interface TestListProps {
  readonly ran: readonly RanTest[];
  /** Not to be had where tests are only looked at. */
  readonly onRemove?: (index: number) => void;
}

export function TestList({ ran, onRemove }: TestListProps) {
  return (
    <ul class="tests">
      {ran.map((test, index) => (
        <li key={`${index}`}>
          <div class="line">
            <Status kind={isRed(test) ? 'failure' : 'success'}>{wordOf(test)}</Status>
            <b>{test.name}</b>
            <span class="grow" />
            {onRemove !== undefined && (
              <Button small deed="configure" label={words.remove(test.name)} onClick={() => onRemove(index)}>
                <Icon name="trash" />
              </Button>
            )}
          </div>
          {test.fault !== undefined && <p class="muted">{test.fault}</p>}
          {test.differences.length > 0 && (
            <dl class="differences">
              {test.differences.map(({ what, expected, actual, because }) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    {words.expected} <code class="ok">{expected}</code>, {words.actual}{' '}
                    <code class="fail">{actual}</code>
                    {because !== undefined && <small class="muted">{because}</small>}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ul>
  );
}

function wordOf(test: RanTest): string {
  if (test.fault !== undefined) return words.broken;
  return isRed(test) ? words.fail : words.pass;
}
