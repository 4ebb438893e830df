/**
 * The process's telemetry. What it is made of is loaded when it is turned on, which takes a moment; what is told before that is
 * not counted, and nobody waits for it.
 */

import type { Logger } from '../ports';
import type { Settings, TelemetrySettings } from '../settings';
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

/**
 * Where no setting asks for it, nothing is turned on, and nothing loaded. What goes wrong is said, and nothing else is kept from
 * working by it: an agent that lies alone on a machine, without the file beside it, works untold.
 *
 * @param agent the name of the agent that this process is; absent in the service
 */
export async function turnOnTelemetry(
  settings: Settings,
  version: string,
  logger: Logger,
  agent?: string,
): Promise<void> {
  if (settings.telemetry === undefined) return;
  try {
    current = await opened(settings.telemetry, settings.identityClientId, version, agent);
  } catch (error) {
    logger.error('Telemetry could not be turned on; everything else works', { error: String(error) });
  }
}

async function opened(
  { insights, otlp, ratio }: TelemetrySettings,
  identityClientId: string | undefined,
  version: string,
  agent: string | undefined,
): Promise<Telemetry> {
  const isKnown = insights !== undefined && identityClientId !== undefined;
  const credential = isKnown ? await identity(identityClientId) : undefined;
  return load().startTelemetry({ insights, otlp, ratio, version, agent, credential });
}

async function identity(managedIdentityClientId: string) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential({ managedIdentityClientId });
}
