/** An HR system for tests: who works there, an API that tells of them, and webhooks that announce changes. */
import type { Register } from './employee';
import type { SentWebhook } from './sender';
import type { VendorServer } from './server';

export interface HrStandIn {
  readonly server: VendorServer;
  readonly people: Register;
  /** What an inlet of the preset needs to know beside its name, secrets aside. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly secret: string;
  readonly fetchSecret: string;
  /** Announces a change of somebody as the vendor would. */
  announce(url: string, change: 'created' | 'changed' | 'left' | 'deleted', id: string): Promise<SentWebhook>;
}

export interface StandInOptions {
  /** How long reads answer with what was before, in milliseconds. */
  readonly lagMs?: number;
  /** Most requests answered a minute. */
  readonly perMinute?: number;
  /** What a minute of the vendor's lasts when it tries again, in milliseconds. */
  readonly minuteMs?: number;
}
