/** What is printed of a seed that failed: what it broke, what happened, and how to see it again. */
import { type PlantedFault, untouched } from './faults/plantedFault';
import type { Outcome } from './simulate';
import type { Profile } from './weather';

export function tellFailure({ seed, violations, trace }: Outcome, profile: Profile, fault: PlantedFault): string {
  return [
    ...trace(),
    '',
    ...violations.map(({ invariant, message }) => `seed ${seed} breaks ${invariant}: ${message}`),
    `It replays with ${replayCommand(seed, profile, fault)}`,
  ].join('\n');
}

export function replayCommand(seed: number, profile: Profile, { name, profile: usual }: PlantedFault): string {
  const options = [
    `--seeds 1 --from ${seed}`,
    ...(profile === usual ? [] : [`--profile ${profile}`]),
    ...(name === untouched.name ? [] : [`--fault ${name}`]),
  ];
  return `npm run simulate -- ${options.join(' ')}`;
}
