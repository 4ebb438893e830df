/**
 * The process's telemetry. What it is made of is loaded when it is turned on, which takes a moment; what is told before that is
 * not counted, and nobody waits for it.
 */

import type { Settings } from '../settings';
import { NO_TELEMETRY, type Telemetry } from '../telemetry/telemetry';

let current = NO_TELEMETRY;

/** Whatever is current when it is used. */
export const processTelemetry: Telemetry = {
  meter: {
    add: (...args) => current.meter.add(...args),
    record: (...args) => current.meter.record(...args),
    set: (...args) => current.meter.set(...args),
  },
  tracer: { span: (...args) => current.tracer.span(...args) },
  get isOn() {
    return current.isOn;
  },
  flush: () => current.flush(),
};

/** A file of its own in the package (`build.mjs`). */
function load(): typeof import('../telemetry/exporters') {
  return require('../telemetry/exporters');
}

/** Where no setting asks for it, nothing is turned on, and nothing loaded. */
export async function turnOnTelemetry({ telemetry, identityClientId }: Settings, version: string): Promise<void> {
  if (telemetry === undefined) return;
  const { insights, otlp, ratio } = telemetry;
  const isKnown = insights !== undefined && identityClientId !== undefined;
  const credential = isKnown ? await identity(identityClientId) : undefined;
  current = load().startTelemetry({ insights, otlp, ratio, version, credential });
}

async function identity(managedIdentityClientId: string) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential({ managedIdentityClientId });
}
