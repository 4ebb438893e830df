/** How this service is to be spoken to: by its own word at first, by what it is seen to take from then on. */
import type { Clock } from '../../ports';
import type { BulkClient } from './bulk';
import { DIALECTS, type Dialect } from './dialect';
import { requiresPassword } from './discovery';
import { createFinder, type Finder } from './finder';
import type { Labels } from './labels';
import { chooseDialect, readFeatures, readUserSchemas } from './selfDescription';
import type { CheckedScimSettings } from './settings';
import type { UsersEndpoint } from './users';
import { createEvidence } from './writing/evidence';
import type { RememberedUsers } from './writing/remembered';
import { createWriter, type Writer } from './writing/writer';

export interface Conversation {
  readonly finder: Finder;
  readonly writer: Writer;
  /** As it is spoken now. */
  dialect(): Dialect;
  /** `false`: the service says that it does not filter. */
  readonly filters: boolean;
  readonly sendsPassword: boolean;
}

export interface ConversationPorts {
  readonly client: BulkClient;
  readonly users: UsersEndpoint;
  readonly labels: Labels;
  readonly remembered: RememberedUsers;
  readonly clock: Clock;
}

/** A description that could not be read may have had a bad moment; after this long it is asked for again. */
const ASK_AGAIN_MS = 10 * 60_000;

/** @returns the conversation, begun at first use; a service that cannot be reached is asked again by the next use */
export function createConversation(
  settings: CheckedScimSettings,
  { client, users, labels, remembered, clock }: ConversationPorts,
): () => Promise<Conversation> {
  let current: Promise<Conversation> | undefined;
  let askAgainAt = Number.POSITIVE_INFINITY;

  function speaking(dialect: Dialect, filters: boolean, sendsPassword: boolean): Conversation {
    const probes = settings.profile === 'probe';
    const evidence = createEvidence(dialect);
    return {
      finder: createFinder(users, labels, { elementFilter: dialect.elementFilter, probes }),
      writer: createWriter({ users, labels, remembered, evidence, probes }),
      dialect: () => evidence.dialect,
      filters,
      sendsPassword,
    };
  }

  async function begin(): Promise<Conversation> {
    const { profile, initialPassword } = settings;
    if (profile !== 'probe') return speaking(DIALECTS[profile], true, initialPassword ?? false);
    const features = await readFeatures(client);
    if (features.kind === 'unreadable') askAgainAt = clock.now() + ASK_AGAIN_MS;
    const said = features.kind === 'read' ? features.value : undefined;
    if (said?.bulk !== undefined) client.accept(said.bulk);
    const sendsPassword = initialPassword ?? requiresPassword((await readUserSchemas(client)) ?? []);
    return speaking(chooseDialect(features), said?.filter ?? true, sendsPassword);
  }

  return () => {
    if (clock.now() >= askAgainAt) {
      askAgainAt = Number.POSITIVE_INFINITY;
      current = undefined;
    }
    current ??= begin().catch((error: unknown) => {
      current = undefined;
      throw error;
    });
    return current;
  };
}
