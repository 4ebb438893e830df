/** Every store, opened over its table. Which rows a table holds is told at the top of the module that writes them. */
import type { Clock, RandomSource } from '../ports';
import type { Storage } from '../store/azure/connection';
import type { Table } from '../store/contract/table';
import { createFenceStore } from '../store/inlets/fences';
import { createInletEventStore } from '../store/inlets/inletEvents';
import { createInletHealthStore } from '../store/inlets/inletHealth';
import { createPaceStore } from '../store/inlets/inletPace';
import { createInletStore } from '../store/inlets/inlets';
import { createRefetchStore } from '../store/inlets/refetches';
import { createAgentStore } from '../store/jobs/agents';
import { createAuditStore } from '../store/jobs/audit';
import { createClientStore } from '../store/jobs/clients';
import { createJobStore, jobPartition } from '../store/jobs/jobs';
import { createMappingTestStore } from '../store/jobs/mappingTests';
import { createNewsStore } from '../store/jobs/news';
import { createParkingStore } from '../store/jobs/parking';
import { createQuestionStore } from '../store/jobs/questions';
import { createQuotaStore } from '../store/jobs/quotas';
import { createRealmStore } from '../store/jobs/realms';
import { createSchemaVersionStore } from '../store/jobs/schemaVersions';
import { createSecretStore } from '../store/jobs/secrets';
import { createSupervisionStore } from '../store/jobs/supervision';
import { createOutletEvents } from '../store/outlets/events';
import { createOutletStore } from '../store/outlets/outlets';
import { createWritebackStore } from '../store/outlets/writebacks';
import { createAccountOwnerStore } from '../store/people/accountOwners';
import { createEntryPackStore } from '../store/people/entryPacks';
import { createLedgerStore } from '../store/people/ledger';
import { createOutboxStore } from '../store/people/outbox';
import { createPeopleStore } from '../store/people/peopleStore';
import { createPersonIndex } from '../store/people/personIndex';
import { createReservedNames } from '../store/people/reservedNames';
import { createPastUploads } from '../store/retention/pastUploads';
import { createRemovedJobs } from '../store/retention/removedJobs';
import { createAnswerStore } from '../store/uploads/entriesOfUpload';
import { createIntakeStore } from '../store/uploads/intake';
import { createStagingStore } from '../store/uploads/largeBulks';
import { createPayloadStore } from '../store/uploads/payloads';
import { createParkedStore } from '../store/uploads/poison';
import { createPutOffStore } from '../store/uploads/putOff';
import { createUnkeptStore } from '../store/uploads/unkept';

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
    inlets: storage.table('inlets'),
    outlets: storage.table('outlets'),
  } satisfies Record<string, Table>;
  const staging = createStagingStore(table.staging);
  const stores = {
    jobs: createJobStore(table.jobs),
    removedJobs: createRemovedJobs(table),
    intake: createIntakeStore(table.jobs),
    parking: createParkingStore(table.jobs),
    pastUploads: createPastUploads(table.jobs),
    schemaVersions: createSchemaVersionStore(table.jobs),
    mappingTests: createMappingTestStore(table.jobs),
    secrets: createSecretStore(table.jobs),
    clients: createClientStore(table.jobs),
    realms: createRealmStore(table.jobs),
    agents: createAgentStore(table.jobs),
    supervision: createSupervisionStore(table.jobs),
    questions: createQuestionStore(table.jobs),
    quotas: createQuotaStore(table.jobs),
    answerStore: createAnswerStore(table.jobs),
    people: createPeopleStore(table.people),
    index: createPersonIndex(table.people),
    ledger: createLedgerStore(table.people),
    packs: createEntryPackStore(table.people),
    owners: createAccountOwnerStore(table.people),
    staging,
    payloads: createPayloadStore(table.jobs, staging),
    putOff: createPutOffStore(table.jobs),
    unkept: createUnkeptStore(table.jobs),
    parked: createParkedStore(table.staging, world),
    audit: createAuditStore(table.audit, world),
    names: createReservedNames(table.names),
    inlets: createInletStore(table.inlets),
    inletEvents: createInletEventStore(table.inlets),
    inletHealth: createInletHealthStore(table.inlets),
    inletPace: createPaceStore(table.inlets),
    refetches: createRefetchStore(table.inlets),
    fences: createFenceStore(table.jobs),
    outlets: createOutletStore(table.outlets),
    outletEvents: createOutletEvents(table.outlets),
    writebacks: createWritebackStore(table.outlets),
    outbox: createOutboxStore(table.people),
    news: createNewsStore(table.jobs, jobPartition),
  };
  return {
    /** By name. */
    tables: table as Readonly<Record<string, Table>>,
    stores,
    /** The embedded directory keeps its own. */
    directoryTable: table.directory,
    /** Resolves when every table exists. */
    async ensure(): Promise<void> {
      await Promise.all(Object.values(table).map((one) => one.ensure()));
    },
  };
}
