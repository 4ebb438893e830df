/** Does the target take it? Told in the target's own words. */
import { useState } from 'preact/hooks';
import { Button } from '../../parts/Button';
import { messageOf } from '../../parts/Empty';
import { Status } from '../../parts/Status';
import type { Deed } from '../../rules/rights';
import { connectionWords as words } from '../../text/connection';

export type TestState = 'idle' | 'testing' | 'ok' | { readonly error: string };

export interface Test {
  readonly state: TestState;
  /** @param what asks the service */
  run(what: () => Promise<unknown>): Promise<void>;
  forget(): void;
}

export function useTest(): Test {
  const [state, setState] = useState<TestState>('idle');
  return {
    state,
    async run(what) {
      setState('testing');
      try {
        await what();
        setState('ok');
      } catch (error) {
        setState({ error: messageOf(error) });
      }
    },
    forget: () => setState('idle'),
  };
}

interface TestButtonProps {
  readonly test: Test;
  readonly deed: Deed;
  readonly word?: string;
  /** Why it cannot be tried now. */
  readonly why?: string | undefined;
  readonly onTest: () => Promise<unknown>;
}

export function TestButton({ test, deed, word = words.trySaved, why, onTest }: TestButtonProps) {
  const isBusy = test.state === 'testing';
  return (
    <Button small deed={deed} disabled={isBusy || why !== undefined} why={why} onClick={() => void test.run(onTest)}>
      {isBusy ? words.trying : word}
    </Button>
  );
}

export function TestResult({ state }: { state: TestState }) {
  return (
    <div role="status" class="test-result">
      {state === 'ok' && <Status kind="success">{words.works}</Status>}
      {typeof state === 'object' && <Status kind="failure">{state.error}</Status>}
    </div>
  );
}
