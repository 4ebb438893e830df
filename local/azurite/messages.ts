/** What the emulator's process and its parent say to each other. */
import type { Ports } from './ports';

export interface LauncherSettings {
  /** Where everything is kept; in memory when absent. */
  readonly dataDir?: string;
  /** 0 is any free port; the usual ports, or free ones where these are taken, when absent. */
  readonly ports?: Ports;
  /** How many bytes of changes are kept before they are condensed; 64 MiB when absent. */
  readonly checkpointBytes?: number;
}

export interface LauncherMessage {
  readonly kind: 'ready';
  readonly ports: Ports;
}

/** `EX_TEMPFAIL` of sysexits.h: a port that was free when it was chosen is taken. */
export const EXIT_PORT_TAKEN = 75;
