/** What an edited mapping makes of a real person, while it is typed. */
import type { TriedValue } from '../../expression/tried';
import { Button } from '../../parts/Button';
import { Diff } from '../../parts/Diff';
import { Icon } from '../../parts/Icon';
import type { Subject } from '../../rules/subject';
import { common } from '../../text/common';
import { mappingDrawer as words } from '../../text/mapping';

interface TriedOnProps {
  readonly subject: Subject | undefined;
  readonly tried: TriedValue | undefined;
  readonly onDraw: () => void;
}

export function TriedOn({ subject, tried, onDraw }: TriedOnProps) {
  if (subject === undefined) return <p class="muted">{words.nobody}</p>;
  const held = subject.account?.[tried?.target ?? ''];
  return (
    <div class="field">
      <span class="lab">
        {words.tried}
        <span class="grow" />
        <span class="live">{words.asYouType}</span>
      </span>
      <dl class="result" aria-live="polite">
        <dt>{common.person}</dt>
        <dd class="plain">
          <b>{subject.displayName}</b> <span class="muted">{subject.externalId}</span>
        </dd>
        {tried !== undefined && Object.keys(tried.reads).length > 0 && (
          <>
            <dt>{words.reads}</dt>
            <dd>
              {Object.entries(tried.reads).map(([name, value]) => (
                <div key={name}>
                  <span class="at">[{name}]</span> = {value === null ? <em>{common.noValue}</em> : `"${value}"`}
                </div>
              ))}
            </dd>
          </>
        )}
        {tried !== undefined && (
          <>
            <dt>{words.gives}</dt>
            <dd>
              <Given tried={tried} />
            </dd>
            {held !== undefined && (
              <>
                <dt>{words.has}</dt>
                <dd>
                  <Diff before={held} after={tried.result} />
                </dd>
              </>
            )}
            <dt>{words.because}</dt>
            <dd class="plain muted">{reasonOf(tried, held)}</dd>
          </>
        )}
      </dl>
      {tried?.isExample === true && (
        <p class="hint">
          {words.example}{' '}
          <Button small icon="retry" onClick={onDraw}>
            {words.drawAgain}
          </Button>
        </p>
      )}
    </div>
  );
}

/** The reason is that of a new account; what an account holds already says more. */
function reasonOf({ failure, reason, result }: TriedValue, held: string | null | undefined): string {
  if (held === undefined || failure !== undefined || result === null) return reason;
  return held === result ? words.equal : words.differs;
}

function Given({ tried: { failure, result } }: { tried: TriedValue }) {
  if (failure !== undefined) {
    return (
      <span class="st fail">
        <Icon name="failure" />
        {failure}
      </span>
    );
  }
  return result === null ? <em>{common.noValue}</em> : <b class="out">{result}</b>;
}
