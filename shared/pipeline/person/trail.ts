/** Gathers what happens to one person in one attempt, and makes the log entry of it. */
import type {
  LogEntry,
  LogError,
  LogIdentity,
  LogStep,
  ProvisioningAction,
  ProvisioningStatus,
  StepType,
} from '../../engine/person/logEntry';
import type { ModifiedProperty } from '../../engine/person/plan';
import type { JsonObject } from '../../scim/json';
import { nameGuid } from '../../store/rows/nameGuid';
import type { Onlooker } from './run';

export interface TrailStart {
  readonly anchor: string;
  readonly data: JsonObject;
  /** Whose entries share a `changeId` within the cycle; `anchor` unless told otherwise. */
  readonly key?: string;
  readonly cycleId: string;
  readonly startedAt: number;
  readonly attempt: number;
  readonly operation: LogEntry['operation'];
  /** Told of each step as it is taken. */
  readonly onlooker?: Onlooker | undefined;
}

const NO_TARGET: LogIdentity = { id: '', displayName: '' };

export class Trail {
  readonly #start: TrailStart;
  readonly #steps: LogStep[] = [];
  #before = 0;
  #action: ProvisioningAction = 'other';
  #status: ProvisioningStatus = 'success';
  #error: LogError | null = null;
  #modified: readonly ModifiedProperty[] = [];
  #target: LogIdentity = NO_TARGET;

  constructor(start: TrailStart) {
    this.#start = start;
  }

  /** From here on the account is looked for. */
  looks(): void {
    this.#before = this.#steps.length;
  }

  /** It is looked for once more: what came of the first look is not told. */
  looksAgain(): void {
    this.#steps.length = this.#before;
    this.#target = NO_TARGET;
  }

  step(step: LogStep): void {
    this.#steps.push(step);
    this.#start.onlooker?.step(step);
  }

  /** What is being done to the account; stands also when it then fails (spec/wire-contract.md 6.5). */
  attempting(action: ProvisioningAction, modified: readonly ModifiedProperty[]): void {
    this.#action = action;
    this.#modified = modified;
  }

  modified(property: ModifiedProperty): void {
    this.#modified = [...this.#modified, property];
    if (this.#action === 'other') this.#action = 'update';
  }

  /** These did not come to be, whatever was attempted. */
  unmodified(names: readonly string[]): void {
    this.#modified = this.#modified.filter(({ name }) => !names.includes(name));
  }

  account(id: string, displayName: string): void {
    this.#target = { id, displayName };
  }

  end(status: ProvisioningStatus, error: LogError | null = null): void {
    this.#status = status;
    this.#error = error;
  }

  get action(): ProvisioningAction {
    return this.#action;
  }

  entry(endedAt: number): LogEntry {
    const { anchor, data, key = anchor, cycleId, startedAt, attempt, operation } = this.#start;
    return {
      changeId: changeId(cycleId, key),
      cycleId,
      action: this.#action,
      status: this.#status,
      error: this.#error,
      durationMs: Math.max(0, endedAt - startedAt),
      source: { id: anchor, displayName: text(data.displayName), userName: text(data.userName) },
      target: this.#target,
      steps: inOrder(this.#steps),
      modified: this.#modified,
      operation,
      attempt,
    };
  }
}

/** One id per person and cycle: entries of one person in one cycle share it, and clients group by it (spec/wire-contract.md 4.2). */
const changeId = (cycleId: string, key: string) => nameGuid(`${cycleId}\n${key}`, 'none');

const ORDER: readonly StepType[] = ['import', 'scoping', 'matching', 'processing', 'referenceResolution', 'export'];

/** As the service tells them (spec/wire-contract.md 3.10), although a reference is written after the account. */
function inOrder(steps: readonly LogStep[]): readonly LogStep[] {
  return [...steps].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
