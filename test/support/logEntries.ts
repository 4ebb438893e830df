/** Log entries as the pipeline leaves them, and as a query finds them. */
import type { LogEntry } from '../../shared/engine/person/logEntry';
import type { FoundEntry, LogFrame } from '../../shared/pipeline/logs/queryLogs';
import { someJob, somePrincipal } from './jobs';

export const TENANT_ID = '5f0c2d7e-9d0b-4c3c-8a55-0d6b6f1f7a10';
export const CYCLE_ID = 'a0c1f9de-6b1d-4a5e-9f70-4c8d2e7b9a01';

/** Somebody was created; `change` makes it another story. */
export function logEntry(change: Partial<LogEntry> = {}): LogEntry {
  return {
    changeId: '0b9e7d51-1f0a-4d7c-8e36-1f2a3b4c5d01',
    cycleId: CYCLE_ID,
    action: 'create',
    status: 'success',
    error: null,
    durationMs: 1_840,
    source: { id: '810042', displayName: 'Mira Okafor', userName: 'mira.okafor@adatum.example' },
    target: { id: '87d349ed-44d7-43e1-9a83-5f2406dee5bd', displayName: 'Mira Okafor' },
    steps: [],
    modified: [],
    operation: { sequence: 1, uploadFirst: 1, bulkId: 'b-1' },
    attempt: 1,
    ...change,
  };
}

export function logFrame(change: Partial<LogFrame> = {}): LogFrame {
  return {
    tenantId: TENANT_ID,
    job: someJob(),
    principal: somePrincipal(),
    source: { id: 'b7a1c3f2-5f3e-4a0b-8f2d-0d0f6f0b1a11', name: 'API' },
    target: { id: 'c8b2d4e3-6a4f-4b1c-9a3e-1e1a7a1c2b22', name: 'Azure Active Directory' },
    ...change,
  };
}

export function foundEntry(entry: Partial<LogEntry> = {}, change: Partial<Omit<FoundEntry, 'entry'>> = {}): FoundEntry {
  return {
    id: 'f2b7d1c4-3c5e-4c55-9d1f-2a6f0b8e4c10',
    at: Date.UTC(2026, 0, 15, 9, 30, 41),
    entry: logEntry(entry),
    frame: logFrame(),
    ...change,
  };
}
