/** Every store, opened over its table. Which rows a table holds is told at the top of the module that writes them. */
import type { Clock, RandomSource } from './ports';
import { createAccountOwnerStore } from './store/accountOwners';
import { createAgentStore } from './store/agents';
import { createAnswerStore } from './store/answers';
import { createAuditStore } from './store/audit';
import type { Storage } from './store/connection';
import { createEntryPackStore } from './store/entryPacks';
import { createIntakeStore } from './store/intake';
import { createJobStore } from './store/jobs';
import { createLedgerStore } from './store/ledger';
import { createNameStore } from './store/names';
import { createParkedStore } from './store/parked';
import { createParkingStore } from './store/parking';
import { createPastUploads } from './store/pastUploads';
import { createPeopleStore } from './store/people';
import { createPersonIndex } from './store/personIndex';
import { createQuestionStore } from './store/questions';
import { createRemovedJobs } from './store/removedJobs';
import { createSecretStore } from './store/secrets';
import { createStagingStore } from './store/staging';
import type { Table } from './store/table';

export interface StorePorts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: RandomSource;
}

export function openStores({ storage, ...world }: StorePorts) {
  const table = {
    jobs: storage.table('jobs'),
    people: storage.table('people'),
    staging: storage.table('staging'),
    directory: storage.table('directory'),
    audit: storage.table('audit'),
    names: storage.table('names'),
  } satisfies Record<string, Table>;
  const stores = {
    jobs: createJobStore(table.jobs),
    removedJobs: createRemovedJobs(table.jobs, table.people),
    intake: createIntakeStore(table.jobs),
    parking: createParkingStore(table.jobs),
    pastUploads: createPastUploads(table.jobs),
    secrets: createSecretStore(table.jobs),
    agents: createAgentStore(table.jobs),
    questions: createQuestionStore(table.jobs),
    answerStore: createAnswerStore(table.jobs),
    people: createPeopleStore(table.people),
    index: createPersonIndex(table.people),
    ledger: createLedgerStore(table.people),
    packs: createEntryPackStore(table.people),
    owners: createAccountOwnerStore(table.people),
    staging: createStagingStore(table.staging),
    parked: createParkedStore(table.staging, world),
    audit: createAuditStore(table.audit, world),
    names: createNameStore(table.names),
  };
  return {
    stores,
    /** The embedded directory keeps its own. */
    directoryTable: table.directory,
    /** Resolves when every table exists. */
    async ensure(): Promise<void> {
      await Promise.all(Object.values(table).map((one) => one.ensure()));
    },
  };
}
