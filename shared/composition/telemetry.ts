/**
 * The process's telemetry. What it is made of is loaded when it is turned on, which takes a moment; what is told before that is
 * not counted, and nobody waits for it.
 */

import type { TelemetrySettings } from '../settings';
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

/** @param settings `undefined`: nothing is turned on, and nothing loaded */
export async function turnOnTelemetry(settings: TelemetrySettings | undefined, version: string): Promise<void> {
  if (settings === undefined) return;
  const { insights, otlp, ratio, clientId } = settings;
  const credential = insights === undefined || clientId === undefined ? undefined : await identity(clientId);
  current = load().startTelemetry({ insights, otlp, ratio, version, credential });
}

async function identity(managedIdentityClientId: string) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential({ managedIdentityClientId });
}
