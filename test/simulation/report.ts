/** What is printed of a seed that failed: what it broke, what happened, and how to see it again. */
import { untouched } from './faults/plantedFault';
import type { Outcome } from './simulate';

export function tellFailure({ seed, violations, trace }: Outcome, fault: string): string {
  return [
    ...trace(),
    '',
    ...violations.map(({ invariant, message }) => `seed ${seed} breaks ${invariant}: ${message}`),
    `It replays with ${replayCommand(seed, fault)}`,
  ].join('\n');
}

export function replayCommand(seed: number, fault: string): string {
  return `npm run simulate -- --seeds 1 --from ${seed}${fault === untouched.name ? '' : ` --fault ${fault}`}`;
}
