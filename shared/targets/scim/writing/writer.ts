/**
 * Writes to one user, held against what the service then shows. Where a value does not come back, or the form of the write
 * is refused, the same is tried in the other forms that services are known to want (`dialect.ts`), and the one that works
 * is spoken from then on. What takes in no form is told, and is the caller's to report.
 */
import { ProvisioningError } from '../../../errors';
import { type AttributeChanges, NOTHING_TOLD, type Told } from '../../target';
import type { ScimUser } from '../answers';
import type { Dialect } from '../dialect';
import type { LabelledUser, Labels } from '../labels';
import { toldOf } from '../targetUser';
import { goneForGood, type UsersEndpoint, type UserWrite, type WriteOutcome } from '../users';
import type { Evidence } from './evidence';
import type { RememberedUsers } from './remembered';
import { notTaken } from './taken';

/** The requests that bring the changes about; none when the user has them already. */
export type PlanWrite = (changes: AttributeChanges, user: LabelledUser, dialect: Dialect) => readonly UserWrite[];

export interface WriterPorts {
  readonly users: UsersEndpoint;
  readonly labels: Labels;
  readonly remembered: RememberedUsers;
  readonly evidence: Evidence;
  /** Whether other forms may be tried. */
  readonly probes: boolean;
}

export interface Writer {
  /** The user as it stands. @throws {ProvisioningError} InvalidAnchor */
  look(id: string): Promise<ScimUser>;
  /** @throws {ProvisioningError} InvalidAnchor; whatever the service refuses */
  write(id: string, changes: AttributeChanges, plan: PlanWrite): Promise<Told>;
}

type Sent = WriteOutcome | { readonly kind: 'nothingToDo' };

/** Refusals that may be about the form of a request and not about what is in it. */
const ABOUT_FORM = [400, 404, 405, 410, 415, 422, 500, 501];
/** The method is not there, whatever has been seen of it; or, for the first two, the user. */
const NO_SUCH_METHOD = [404, 410, 405, 501];

export function createWriter({ users, labels, remembered, evidence, probes }: WriterPorts): Writer {
  async function mustGet(id: string): Promise<ScimUser> {
    const user = await users.get(id);
    if (user === undefined) {
      remembered.forget(id);
      throw goneForGood(id);
    }
    return user;
  }

  const missingIn = (changes: AttributeChanges, user: ScimUser) =>
    notTaken(changes, labels.label(user.resource).resource);

  function conclude(user: ScimUser, changes: AttributeChanges): Told {
    remembered.keep(user);
    return toldOf(labels.label(user.resource).resource, Object.keys(changes));
  }

  async function send(user: ScimUser, writes: readonly UserWrite[]): Promise<Sent> {
    let sent: Sent = { kind: 'nothingToDo' };
    let version = user;
    for (const write of writes) {
      sent = await users.write(version, write);
      if (sent.kind !== 'written') return sent;
      version = sent.shown ?? { id: user.id, resource: {} }; // ours by now, in a version that nobody told
    }
    return sent;
  }

  async function attempt(user: ScimUser, changes: AttributeChanges, plan: PlanWrite): Promise<Told | undefined> {
    const { dialect } = evidence;
    const writes = plan(changes, labels.label(user.resource), dialect);
    const sent = await send(user, writes);
    const tried = new Set([JSON.stringify(writes)]);
    switch (sent.kind) {
      case 'changedMeanwhile':
        return undefined;
      case 'nothingToDo':
        return conclude(user, changes);
      case 'refused':
        if (!isAboutForm(sent, changes)) throw sent.error;
        if (sent.error.code === 'InvalidAnchor') await mustGet(user.id);
        return inOtherForms(user, changes, plan, tried, sent.error);
      case 'written':
        return verified(sent.shown, user.id, changes, dialect, (shown, rest) => inOtherForms(shown, rest, plan, tried));
    }
  }

  function isAboutForm({ status, error }: Extract<Sent, { kind: 'refused' }>, changes: AttributeChanges): boolean {
    if (!probes || !ABOUT_FORM.includes(status) || error.code === 'EntryConflict') return false;
    return NO_SUCH_METHOD.includes(status) || !evidence.isProven(changes);
  }

  async function verified(
    answered: ScimUser | undefined,
    id: string,
    changes: AttributeChanges,
    dialect: Dialect,
    tryOn: (shown: ScimUser, rest: AttributeChanges) => Promise<Told>,
  ): Promise<Told> {
    const isDoubtful =
      answered === undefined ? probes && !evidence.isProven(changes) : missingIn(changes, answered).length > 0;
    // An answer may show the user as it was before, or in part.
    const shown = isDoubtful ? await mustGet(id) : answered;
    if (shown === undefined) {
      remembered.forget(id);
      return NOTHING_TOLD;
    }
    const missing = missingIn(changes, shown);
    const taken = without(changes, missing);
    if (Object.keys(taken).length > 0) evidence.proved(taken, dialect);
    if (missing.length === 0 || !probes) return conclude(shown, changes);
    await tryOn(shown, only(changes, missing));
    const left = remembered.take(id, false) ?? shown;
    return conclude(left, changes);
  }

  /** @throws {ProvisioningError} the refusal, where nothing took in any form */
  async function inOtherForms(
    before: ScimUser,
    changes: AttributeChanges,
    plan: PlanWrite,
    tried: Set<string>,
    refusal?: ProvisioningError,
  ): Promise<Told> {
    let [user, rest] = [before, changes];
    for (const dialect of evidence.alternatives(changes)) {
      const writes = plan(rest, labels.label(user.resource), dialect);
      if (writes.length === 0 || tried.has(JSON.stringify(writes))) continue;
      tried.add(JSON.stringify(writes));
      const sent = await send(user, writes);
      if (sent.kind === 'refused' && sent.error.category !== 'permanent' && !ABOUT_FORM.includes(sent.status))
        throw sent.error;
      const answered = sent.kind === 'written' ? sent.shown : undefined;
      user = answered !== undefined && missingIn(rest, answered).length === 0 ? answered : await mustGet(user.id);
      const missing = missingIn(rest, user);
      const taken = without(rest, missing);
      if (Object.keys(taken).length > 0) evidence.proved(taken, dialect);
      rest = only(rest, missing);
      if (missing.length === 0) break;
    }
    if (Object.keys(rest).length > 0) evidence.failed(rest);
    if (refusal !== undefined && Object.keys(rest).length === Object.keys(changes).length) throw refusal;
    return conclude(user, changes);
  }

  return {
    look: async (id) => remembered.take(id, false) ?? (await mustGet(id)),
    async write(id, changes, plan) {
      const known = remembered.take(id, evidence.dialect.updatesWith === 'PUT');
      const told =
        (await attempt(known ?? (await mustGet(id)), changes, plan)) ??
        (await attempt(await mustGet(id), changes, plan));
      if (told !== undefined) return told;
      throw new ProvisioningError(
        'WebExceptionProtocolError',
        'The user was changed by somebody else at the same time, twice; nothing was written.',
      );
    },
  };
}

function only(changes: AttributeChanges, names: readonly string[]): AttributeChanges {
  return Object.fromEntries(names.map((name) => [name, changes[name] ?? null]));
}

function without(changes: AttributeChanges, names: readonly string[]): AttributeChanges {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !names.includes(name)));
}
