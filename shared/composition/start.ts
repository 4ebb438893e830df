/** What a process does once, when the host starts it, and when it ends. */
import { version } from '../../package.json';
import { givenSettings, readSettings, type Settings, SettingsError } from '../settings';
import { createInvocationLogger } from '../telemetry/invocation';
import { processTelemetry, turnOnTelemetry } from './telemetry';

/** Says what is set, or everything that is wrong with it: the first thing an operator looks for. */
export async function start(): Promise<void> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    createInvocationLogger(true).error(error.message, { version });
    return;
  }
  const logger = createInvocationLogger(settings.deployed);
  if (settings.deployed) logger.info('Muster starts', { version, settings: givenSettings().join(' ') });
  await turnOnTelemetry(settings, version, logger);
}

export const end = (): Promise<void> => processTelemetry.flush();
