import type { Target } from '../../shared/targets/target';

/** The same directory, telling no creation from another: two creates make two accounts whatever their key. */
export function forgetful(target: Target): Target {
  return {
    ...target,
    capabilities: { ...target.capabilities, createsOnce: false },
    create: (attributes) => target.create(attributes),
  };
}
