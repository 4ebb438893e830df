/**
 * The one suite that holds every target to `shared/targets/target.ts`. It runs against something real: a Samba domain
 * controller, a SCIM server, the embedded directory. What differs between targets is said in `TargetUnderTest`, never here.
 */

import { ProvisioningError } from '../../../shared/errors';
import {
  CreatedBefore,
  type Target,
  type TargetAttributes,
  type TargetUser,
  type Told,
} from '../../../shared/targets/target';
import { listOf, printValue, type Value } from '../../../shared/value';
import type { DisturbedTarget } from '../../support/disturbedTarget';
import { describeTogether } from './together';

export interface TargetUnderTest {
  readonly target: Target;
  /** Attributes the target accepts in a create; no value of one `n` occurs in another. Sets every attribute named below. */
  sample(n: number): TargetAttributes;
  /** What people are matched by: text, not necessarily unique in the target. */
  readonly matchAttribute: string;
  /** Text the target keeps unique on its own. */
  readonly uniqueAttribute: string;
  /** What an account is called; changing it must keep the anchor. */
  readonly renameAttribute: string;
  /** A create without it is refused. */
  readonly requiredAttribute: string;
  /** Plain text that may be searched for, shared by several accounts, and cleared. */
  readonly textAttribute: string;
  /** A list of texts, part of the sample with at least two members. */
  readonly listAttribute: string;
  /** A well-formed anchor that never existed. */
  readonly unknownAnchor: string;
  /** Removes the account for good without asking the target under test. */
  vanish(anchor: string): Promise<void>;
  /** The same directory, opened with credentials it refuses; the suite closes it. Only a target without credentials lacks it. */
  openWithWrongCredentials?(): Target;
  /** The same directory, reached with tokens that it can be made to forget; the suite closes it. */
  openForgetful?(): { readonly target: Target; forget(): void };
  /**
   * The same directory behind a line that can be disturbed; the suite closes it. One variant of each target has it: what the
   * variants differ in has nothing to do with the line.
   */
  openDisturbed?(): Promise<DisturbedTarget>;
  /** How many accounts there are in all, for proof that a refused create left nothing behind. */
  countAccounts?(): Promise<number>;
  /** Closes the target and stops what was started for it. */
  close(): Promise<void>;
}

/** Starting a domain controller takes several seconds, the first time on a busy machine much longer. */

/** What breaks careless quoting, filters, names and length checks. */
const HOSTILE_TEXT = [
  { name: 'double and single quotes', text: `Dr. "Bob" O'Neil` },
  { name: 'filter syntax', text: '*)(objectClass=*)(|(a=*' },
  { name: 'a lone asterisk', text: '*' },
  { name: 'backslashes', text: 'a\\b\\\\c\\' },
  { name: 'name syntax', text: '#lead, + ; <x> = "y" \\,' },
  { name: 'blanks at both ends', text: '  padded  ' },
  { name: 'a NUL character', text: 'before\u0000after' },
  { name: 'line breaks', text: 'one\r\ntwo\nthree' },
  { name: 'emoji', text: 'Ada 👩🏽‍🚀 🇳🇿' },
  { name: 'right-to-left script', text: 'مُنى الخطيب' },
  { name: 'letters outside the basic plane', text: '𠮷野 𝔘𝔫𝔦' },
  { name: 'JSON and template syntax', text: '{"a":[1,"${b}"]}' },
  { name: 'path and query syntax', text: '../../x?y=%2e&z#w' },
  { name: 'five hundred characters', text: 'ä'.repeat(500) },
] as const;

export function describeTargetContract(name: string, open: () => Promise<TargetUnderTest>): void {
  describe(`the target contract: ${name}`, () => {
    let subject: TargetUnderTest;
    let target: Target;
    let samplesTaken = 0;

    beforeAll(async () => {
      subject = await open();
      target = subject.target;
    });

    afterAll(async () => {
      await subject?.close();
    });

    function nextSample(overrides: TargetAttributes = {}): TargetAttributes {
      samplesTaken += 1;
      return { ...subject.sample(samplesTaken), ...overrides };
    }

    function createSample(overrides: TargetAttributes = {}): Promise<TargetUser> {
      return target.create(nextSample(overrides));
    }

    /** Attributes as the log prints them, so that `true` and `True`, 7 and `7` agree as they do in the engine. */
    function printed(attributes: TargetAttributes): Record<string, string | null> {
      return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, printValue(value)]));
    }

    async function readValue(anchor: string, attribute: string): Promise<Value | undefined> {
      const user = await target.read(anchor, [attribute]);
      expect(user).toBeDefined();
      return user?.attributes[attribute];
    }

    async function anchorsFound(attribute: string, value: string): Promise<string[]> {
      const found = await target.find(attribute, value, [attribute]);
      return found.map((user) => user.anchor).sort();
    }

    const contractCase = (title: string, run: () => Promise<void>) => test(title, run);

    describe('connection', () => {
      contractCase('the connection test passes with good credentials, by whatever people are matched', async () => {
        for (const matchAttribute of [undefined, subject.matchAttribute, subject.uniqueAttribute]) {
          await expect(target.testConnection(matchAttribute)).resolves.toBeUndefined();
        }
      });

      contractCase('the connection test fails where people could not be matched', async () => {
        expect(await failureOf(target.testConnection('[no such attribute]'))).toMatchObject({
          attribute: '[no such attribute]',
        });
      });

      contractCase('wrong credentials are told apart from every other failure, whatever is asked', async () => {
        const refused = subject.openWithWrongCredentials?.();
        if (refused === undefined) return;
        try {
          const asked = [
            () => refused.testConnection(),
            () => refused.find(subject.matchAttribute, 'x', []),
            () => refused.create(nextSample()),
          ];
          for (const ask of asked) expect(await failureOf(ask())).toMatchObject({ code: 'InvalidCredentials' });
        } finally {
          await refused.close();
        }
      });

      contractCase('a token that is forgotten under parallel traffic fails nobody', async () => {
        const forgetful = subject.openForgetful?.();
        if (forgetful === undefined) return;
        try {
          const accounts = await Promise.all(Array.from({ length: 40 }, () => forgetful.target.create(nextSample())));
          const writes = accounts.map(async ({ anchor }, index) => {
            if (index === 20) forgetful.forget();
            await forgetful.target.update(anchor, { [subject.textAttribute]: `Changed ${index}` });
            return readValue(anchor, subject.textAttribute);
          });
          expect(await Promise.all(writes)).toEqual(accounts.map((_, index) => `Changed ${index}`));
        } finally {
          await forgetful.target.close();
        }
      });

      contractCase('the default domain is a domain name', async () => {
        expect(await target.defaultDomain()).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i);
      });

      contractCase('a discovered schema has one anchor and knows the attributes in use', async () => {
        const definitions = await target.discover();
        if (definitions === undefined) return expect(definitions).toBeUndefined();
        expect(definitions.filter((definition) => definition.anchor)).toHaveLength(1);
        expect(definitions.map((definition) => definition.name)).toEqual(
          expect.arrayContaining([
            subject.matchAttribute,
            subject.uniqueAttribute,
            subject.textAttribute,
            target.capabilities.enabledAttribute.name,
          ]),
        );
      });
    });

    describe('create', () => {
      contractCase('what was created can be read back, value for value', async () => {
        const attributes = nextSample();
        const created = await target.create(attributes);
        const read = await target.read(created.anchor, Object.keys(attributes));
        expect(created.anchor).not.toBe('');
        expect(created.reportableIdentifier).not.toBe('');
        expect(created.displayName).not.toBe('');
        expect(read).toMatchObject({
          anchor: created.anchor,
          reportableIdentifier: created.reportableIdentifier,
          displayName: created.displayName,
          softDeleted: false,
        });
        expect(printed(read?.attributes ?? {})).toEqual(printed(attributes));
      });

      contractCase('without a required value nothing is created, and the attribute is named', async () => {
        const { [subject.requiredAttribute]: _left, ...attributes } = nextSample();
        const before = await subject.countAccounts?.();
        expect(await failureOf(target.create(attributes))).toMatchObject({
          code: 'MandatoryFieldsMissing',
          attribute: subject.requiredAttribute,
        });
        expect(await subject.countAccounts?.()).toBe(before);
        expect(await anchorsFound(subject.matchAttribute, text(attributes[subject.matchAttribute]))).toEqual([]);
      });

      contractCase('a unique value that is taken is refused by name, and nothing is created', async () => {
        const first = nextSample();
        const holder = await target.create(first);
        const second = nextSample({ [subject.uniqueAttribute]: first[subject.uniqueAttribute] ?? null });
        expect(await failureOf(target.create(second))).toMatchObject({
          code: 'EntryConflict',
          attribute: subject.uniqueAttribute,
        });
        expect(await anchorsFound(subject.uniqueAttribute, text(first[subject.uniqueAttribute]))).toEqual([
          holder.anchor,
        ]);
        expect(await anchorsFound(subject.matchAttribute, text(second[subject.matchAttribute]))).toEqual([]);
      });

      contractCase('five creates of one unique value at the same time make one account', async () => {
        const shared = text(nextSample()[subject.uniqueAttribute]);
        const attempts = Array.from({ length: 5 }, () => createSample({ [subject.uniqueAttribute]: shared }));
        const outcomes = await Promise.allSettled(attempts);
        const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
        expect(refusals.map((reason) => reason.code)).toEqual(Array(4).fill('EntryConflict'));
        expect(await anchorsFound(subject.uniqueAttribute, shared)).toHaveLength(1);
      });
    });

    describe('creates of one key', () => {
      contractCase('at the same time make one account, where the target creates once', async () => {
        const attempts = ['first', 'second', 'third'].map(() => target.create(nextSample(), 'one creation'));
        const outcomes = await Promise.allSettled(attempts);
        const anchors = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.anchor] : []));
        const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
        if (!target.capabilities.createsOnce) return expect(new Set(anchors).size).toBe(3);
        expect(anchors).toHaveLength(1);
        expect(refusals.map((reason) => reason instanceof CreatedBefore && reason.anchor)).toEqual([
          anchors[0],
          anchors[0],
        ]);
      });
    });

    describe('find', () => {
      contractCase('a value nobody holds finds nobody', async () => {
        expect(await target.find(subject.matchAttribute, 'nobody-holds-this', [subject.textAttribute])).toEqual([]);
      });

      contractCase('one holder is found, with the wanted attributes and no others', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        const matchValue = text(attributes[subject.matchAttribute]);
        const found = await target.find(subject.matchAttribute, matchValue, [subject.textAttribute]);
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({ anchor, softDeleted: false });
        expect(found[0]?.attributes).toEqual({ [subject.textAttribute]: attributes[subject.textAttribute] });
      });

      contractCase('two holders are both found', async () => {
        const shared = text(nextSample()[subject.textAttribute]);
        const first = await createSample({ [subject.textAttribute]: shared });
        const second = await createSample({ [subject.textAttribute]: shared });
        expect(await anchorsFound(subject.textAttribute, shared)).toEqual([first.anchor, second.anchor].sort());
      });

      contractCase('case matters exactly where the target says so', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        const swapped = swapCase(text(attributes[subject.uniqueAttribute]));
        expect(await anchorsFound(subject.uniqueAttribute, swapped)).toEqual(
          target.capabilities.caseInsensitiveLookup ? [anchor] : [],
        );
      });

      contractCase('an attribute without a value is absent, not empty', async () => {
        const { [subject.textAttribute]: _left, ...attributes } = nextSample();
        const { anchor } = await target.create(attributes);
        const read = await target.read(anchor, [subject.textAttribute]);
        expect(read?.attributes).toEqual({});
      });
    });

    describe('update', () => {
      contractCase('changes what it names and leaves the rest', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        await target.update(anchor, { [subject.textAttribute]: 'Changed' });
        const read = await target.read(anchor, Object.keys(attributes));
        expect(printed(read?.attributes ?? {})).toEqual(printed({ ...attributes, [subject.textAttribute]: 'Changed' }));
      });

      contractCase('no change at all, and the same value again, are both fine', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        await target.update(anchor, {});
        await target.update(anchor, { [subject.textAttribute]: attributes[subject.textAttribute] ?? null });
        const read = await target.read(anchor, Object.keys(attributes));
        expect(printed(read?.attributes ?? {})).toEqual(printed(attributes));
      });

      contractCase('null clears, and clearing what is empty is fine', async () => {
        const { anchor } = await createSample();
        await target.update(anchor, { [subject.textAttribute]: null });
        expect(await readValue(anchor, subject.textAttribute)).toBeUndefined();
        await target.update(anchor, { [subject.textAttribute]: null });
        expect(await readValue(anchor, subject.textAttribute)).toBeUndefined();
      });

      contractCase(
        'a list is replaced whole, and its last member goes: by null, and by a list without members',
        async () => {
          for (const none of [null, []]) {
            const attributes = nextSample();
            const { anchor } = await target.create(attributes);
            const [first = ''] = listOf(attributes[subject.listAttribute] ?? null);
            await target.update(anchor, { [subject.listAttribute]: [first] });
            expect(await readValue(anchor, subject.listAttribute)).toEqual([first]);
            await target.update(anchor, { [subject.listAttribute]: none });
            expect(await readValue(anchor, subject.listAttribute)).toBeUndefined();
            await target.update(anchor, { [subject.listAttribute]: none });
            expect(await readValue(anchor, subject.textAttribute)).toBe(attributes[subject.textAttribute]);
          }
        },
      );

      contractCase('a rename keeps the anchor and frees the old name', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        const oldName = text(attributes[subject.renameAttribute]);
        const newName = text(nextSample()[subject.renameAttribute]);
        await target.update(anchor, { [subject.renameAttribute]: newName, [subject.textAttribute]: 'Renamed' });
        expect(await anchorsFound(subject.renameAttribute, newName)).toEqual([anchor]);
        expect(await anchorsFound(subject.renameAttribute, oldName)).toEqual([]);
        expect(await readValue(anchor, subject.textAttribute)).toBe('Renamed');
      });

      contractCase('a unique value of somebody else is refused by name, and nothing changes', async () => {
        const holder = nextSample();
        await target.create(holder);
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        const clash = { [subject.uniqueAttribute]: holder[subject.uniqueAttribute] ?? null };
        expect(await failureOf(target.update(anchor, clash))).toMatchObject({
          code: 'EntryConflict',
          attribute: subject.uniqueAttribute,
        });
        expect(await readValue(anchor, subject.uniqueAttribute)).toBe(attributes[subject.uniqueAttribute]);
      });
    });

    describe('what the answer to a write tells', () => {
      /** Every value that was told is the one a read finds, and nothing is told but of what was written. */
      async function expectTrue(anchor: string, told: Told, written: readonly string[]): Promise<void> {
        expect(written).toEqual(expect.arrayContaining(Object.keys(told)));
        const read = await target.read(anchor, Object.keys(told));
        const found = Object.fromEntries(Object.keys(told).map((name) => [name, read?.attributes[name] ?? null]));
        expect(printed(told)).toEqual(printed(found));
      }

      contractCase('of a create is what is there', async () => {
        const attributes = nextSample();
        const { anchor, told } = await target.create(attributes);
        await expectTrue(anchor, told, Object.keys(attributes));
      });

      contractCase('of a change, a clearing and a manager is what is there', async () => {
        const { name: enabled, whenEnabled } = target.capabilities.enabledAttribute;
        const [reference = ''] = target.capabilities.referenceAttributes;
        const [{ anchor }, manager] = [await createSample(), await createSample()];
        for (const changes of [
          { [subject.textAttribute]: 'Changed', [enabled]: !whenEnabled },
          { [subject.textAttribute]: null },
          {},
        ]) {
          await expectTrue(anchor, await target.update(anchor, changes), Object.keys(changes));
        }
        for (const referenced of [manager.anchor, null, null]) {
          await expectTrue(anchor, await target.setReference(anchor, reference, referenced), [reference]);
        }
      });
    });

    describe('disable and enable', () => {
      contractCase('an account is created enabled, can be disabled, and enabled again', async () => {
        const { name: enabled, whenEnabled } = target.capabilities.enabledAttribute;
        const { anchor } = await createSample({ [enabled]: whenEnabled });
        expect(await readValue(anchor, enabled)).toBe(whenEnabled);
        await target.update(anchor, { [enabled]: !whenEnabled });
        expect(await readValue(anchor, enabled)).toBe(!whenEnabled);
        await target.update(anchor, { [enabled]: whenEnabled });
        expect(await readValue(anchor, enabled)).toBe(whenEnabled);
      });

      contractCase('an account can be created disabled, and is found all the same', async () => {
        const { name: enabled, whenEnabled } = target.capabilities.enabledAttribute;
        const attributes = nextSample({ [enabled]: !whenEnabled });
        const { anchor } = await target.create(attributes);
        expect(await readValue(anchor, enabled)).toBe(!whenEnabled);
        expect(await anchorsFound(subject.matchAttribute, text(attributes[subject.matchAttribute]))).toEqual([anchor]);
      });
    });

    describe('delete and restore', () => {
      contractCase('a deleted account is found no more, and deleting it again is fine', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        await target.delete(anchor);
        expect(await anchorsFound(subject.matchAttribute, text(attributes[subject.matchAttribute]))).toEqual([]);
        const left = await target.read(anchor, []);
        expect(left?.softDeleted).toBe(target.capabilities.softDelete ? true : undefined);
        await expect(target.delete(anchor)).resolves.toBeUndefined();
      });

      contractCase('deleting what never existed is fine', async () => {
        await expect(target.delete(subject.unknownAnchor)).resolves.toBeUndefined();
      });

      contractCase('a restored account is itself again, where the target has a recycle bin', async () => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        await target.delete(anchor);
        if (target.capabilities.softDelete) {
          await target.restore(anchor);
          const read = await target.read(anchor, Object.keys(attributes));
          expect(read).toMatchObject({ anchor, softDeleted: false });
          expect(printed(read?.attributes ?? {})).toEqual(printed(attributes));
        } else {
          expect(await failureOf(target.restore(anchor))).toMatchObject({ category: 'permanent' });
        }
      });

      contractCase('what is not in the recycle bin cannot be restored', async () => {
        const expected = target.capabilities.softDelete ? { code: 'InvalidAnchor' } : { category: 'permanent' };
        expect(await failureOf(target.restore(subject.unknownAnchor))).toMatchObject(expected);
      });
    });

    describe('references', () => {
      /** The suite needs one reference attribute; a target without any has nothing to prove here. */
      function reference(): string {
        const [attribute] = target.capabilities.referenceAttributes;
        if (attribute === undefined) throw new Error('The target names no reference attribute.');
        return attribute;
      }

      contractCase('a manager is set, changed and cleared, and reads as an anchor', async () => {
        const [person, first, second] = [await createSample(), await createSample(), await createSample()];
        expect(await readValue(person.anchor, reference())).toBeUndefined();
        for (const manager of [first, second, second]) {
          await target.setReference(person.anchor, reference(), manager.anchor);
          expect(await readValue(person.anchor, reference())).toBe(manager.anchor);
        }
        await target.setReference(person.anchor, reference(), null);
        expect(await readValue(person.anchor, reference())).toBeUndefined();
        await target.setReference(person.anchor, reference(), null);
        expect(await readValue(person.anchor, reference())).toBeUndefined();
      });

      contractCase('two people may be each other’s manager', async () => {
        const [ada, ben] = [await createSample(), await createSample()];
        await target.setReference(ada.anchor, reference(), ben.anchor);
        await target.setReference(ben.anchor, reference(), ada.anchor);
        expect(await readValue(ada.anchor, reference())).toBe(ben.anchor);
        expect(await readValue(ben.anchor, reference())).toBe(ada.anchor);
      });

      contractCase('a manager who is not there is a failure of the reference, not of the person', async () => {
        const { anchor } = await createSample();
        const gone = await createSample();
        await subject.vanish(gone.anchor);
        for (const missing of [subject.unknownAnchor, gone.anchor]) {
          expect(await failureOf(target.setReference(anchor, reference(), missing))).toMatchObject({
            code: 'ReferenceNotFound',
            category: 'reference',
          });
        }
        expect(await readValue(anchor, reference())).toBeUndefined();
      });
    });

    describe('an account that is gone', () => {
      contractCase('reads as gone, and every write says that the anchor is invalid', async () => {
        const attributes = nextSample();
        const [manager, { anchor }] = [await createSample(), await target.create(attributes)];
        await subject.vanish(anchor);
        const [reference = ''] = target.capabilities.referenceAttributes;
        const { name: enabled, whenEnabled } = target.capabilities.enabledAttribute;
        expect(await target.read(anchor, [subject.textAttribute])).toBeUndefined();
        expect(await anchorsFound(subject.matchAttribute, text(attributes[subject.matchAttribute]))).toEqual([]);
        const writes = [
          () => target.update(anchor, { [subject.textAttribute]: 'x' }),
          () => target.update(anchor, { [subject.renameAttribute]: text(nextSample()[subject.renameAttribute]) }),
          () => target.update(anchor, { [enabled]: !whenEnabled }),
          () => target.setReference(anchor, reference, manager.anchor),
          () => target.setReference(anchor, reference, null),
        ];
        for (const write of writes) expect(await failureOf(write())).toMatchObject({ code: 'InvalidAnchor' });
        await expect(target.delete(anchor)).resolves.toBeUndefined();
      });

      contractCase('an anchor that is no anchor at all reads as gone', async () => {
        for (const nonsense of ['', 'not an anchor', '*', '../Users', `${subject.unknownAnchor}0`]) {
          expect(await target.read(nonsense, [])).toBeUndefined();
          expect(await failureOf(target.update(nonsense, { [subject.textAttribute]: 'x' }))).toMatchObject({
            code: 'InvalidAnchor',
          });
        }
      });
    });

    describeTogether(() => subject, nextSample);

    describe('isTaken', () => {
      contractCase('tells a value in use, in any case where case does not matter, from a free one', async () => {
        const attributes = nextSample();
        const value = text(attributes[subject.uniqueAttribute]);
        expect(await target.isTaken(subject.uniqueAttribute, value)).toBe(false);
        await target.create(attributes);
        expect(await target.isTaken(subject.uniqueAttribute, value)).toBe(true);
        expect(await target.isTaken(subject.uniqueAttribute, swapCase(value))).toBe(
          target.capabilities.caseInsensitiveLookup,
        );
      });

      contractCase('a value held in the recycle bin stays taken; one of an account gone for good is free', async () => {
        const attributes = nextSample();
        const value = text(attributes[subject.uniqueAttribute]);
        const { anchor } = await target.create(attributes);
        await target.delete(anchor);
        expect(await target.isTaken(subject.uniqueAttribute, value)).toBe(target.capabilities.softDelete);
        await subject.vanish(anchor);
        expect(await target.isTaken(subject.uniqueAttribute, value)).toBe(false);
      });
    });

    describe('on a line that fails', () => {
      let line: DisturbedTarget | undefined;

      beforeAll(async () => {
        line = await subject.openDisturbed?.();
      });

      afterAll(async () => {
        await line?.close();
      });

      const disturbedCase = (title: string, run: (line: DisturbedTarget) => Promise<void>) =>
        contractCase(title, async () => {
          if (line === undefined) return;
          try {
            await run(line);
          } finally {
            line.mend();
          }
        });

      const momentary = expect.objectContaining({ category: 'transient' });
      const matchValueOf = (attributes: TargetAttributes) => text(attributes[subject.matchAttribute]);

      disturbedCase('a create that never arrived is a bad moment, and the next one makes the account', async (line) => {
        const attributes = nextSample();
        await line.target.find(subject.matchAttribute, 'nobody-holds-this', []);
        line.lose('requests');
        expect(await failureOf(line.target.create(attributes))).toEqual(momentary);
        line.mend();
        expect(await anchorsFound(subject.matchAttribute, matchValueOf(attributes))).toEqual([]);
        const { anchor } = await line.target.create(attributes);
        expect(await anchorsFound(subject.matchAttribute, matchValueOf(attributes))).toEqual([anchor]);
      });

      disturbedCase(
        'a create whose answer was lost is a bad moment, and never makes a second account',
        async (line) => {
          const attributes = nextSample();
          await line.target.find(subject.matchAttribute, 'nobody-holds-this', Object.keys(attributes));
          line.lose('answers');
          expect(await failureOf(line.target.create(attributes))).toEqual(momentary);
          line.mend();
          const [anchor, ...others] = await anchorsFound(subject.matchAttribute, matchValueOf(attributes));
          expect(anchor).toBeDefined();
          expect(others).toEqual([]);
          const again = await line.target.create(attributes).catch((error: unknown) => error);
          expect(again).toMatchObject(again instanceof ProvisioningError ? { code: 'EntryConflict' } : { anchor });
          expect(await anchorsFound(subject.matchAttribute, matchValueOf(attributes))).toEqual([anchor]);
        },
      );

      disturbedCase('an update that is lost either way is a bad moment, and may be repeated', async (line) => {
        const { anchor } = await createSample();
        for (const [what, value] of [['requests', 'Lost before'] as const, ['answers', 'Lost after'] as const]) {
          const change = { [subject.textAttribute]: value };
          line.lose(what);
          expect(await failureOf(line.target.update(anchor, change))).toEqual(momentary);
          line.mend();
          await line.target.update(anchor, change);
          expect(await readValue(anchor, subject.textAttribute)).toBe(value);
        }
      });

      disturbedCase('a delete whose answer was lost may be repeated', async (line) => {
        const attributes = nextSample();
        const { anchor } = await target.create(attributes);
        line.lose('answers');
        expect(await failureOf(line.target.delete(anchor))).toEqual(momentary);
        line.mend();
        await line.target.delete(anchor);
        expect(await anchorsFound(subject.matchAttribute, matchValueOf(attributes))).toEqual([]);
      });

      disturbedCase(
        'a target that is gone is a bad moment for everything, and is used again when it is back',
        async (line) => {
          const [attributes, manager] = [nextSample(), await createSample()];
          const [reference = ''] = target.capabilities.referenceAttributes;
          const { anchor } = await line.target.create(attributes);
          const asked = [
            () => line.target.find(subject.matchAttribute, matchValueOf(attributes), []),
            () => line.target.read(anchor, []),
            () => line.target.update(anchor, { [subject.textAttribute]: 'While it was gone' }),
            () => line.target.setReference(anchor, reference, manager.anchor),
            () => line.target.isTaken(subject.uniqueAttribute, text(attributes[subject.uniqueAttribute])),
            () => line.target.create(nextSample()),
            () => line.target.delete(anchor),
            () => line.target.testConnection(),
          ];
          line.sever();
          for (const ask of asked) expect(await failureOf(ask())).toEqual(momentary);
          line.mend();
          expect(printed((await line.target.read(anchor, Object.keys(attributes)))?.attributes ?? {})).toEqual(
            printed(attributes),
          );
        },
      );

      disturbedCase(
        'a request that is throttled is waited out, or told with the wait, and carried out once',
        async (line) => {
          if (line.throttleNext === undefined) return;
          for (const seconds of [1, 600]) {
            const attributes = nextSample();
            line.throttleNext(seconds);
            const outcome = await line.target.create(attributes).catch((error: unknown) => error);
            const found = await anchorsFound(subject.matchAttribute, matchValueOf(attributes));
            if (outcome instanceof ProvisioningError) {
              expect(outcome).toMatchObject({ code: 'TooManyRequests', category: 'transient' });
              expect(outcome.retryAfterMs).toBeGreaterThan(0);
              expect(found).toEqual([]);
            } else {
              expect(found).toHaveLength(1);
            }
          }
        },
      );
    });

    describe('hostile values', () => {
      test.each(HOSTILE_TEXT)(
        '$name: stored exactly as given, or refused as the fault of the value with nothing written',
        async ({ text: hostile }) => {
          const attributes = nextSample({ [subject.textAttribute]: hostile });
          const matchValue = text(attributes[subject.matchAttribute]);
          const created = await target.create(attributes).catch((error: unknown) => error);
          if (created instanceof ProvisioningError) {
            expect(created).toMatchObject({ category: 'permanent', attribute: subject.textAttribute });
            expect(await anchorsFound(subject.matchAttribute, matchValue)).toEqual([]);
          } else {
            const [anchor = ''] = await anchorsFound(subject.matchAttribute, matchValue);
            expect(created).toMatchObject({ anchor });
            expect(await readValue(anchor, subject.textAttribute)).toBe(hostile);
            expect(await anchorsFound(subject.textAttribute, hostile)).toEqual([anchor]);
          }
        },
      );

      test.each(HOSTILE_TEXT)('$name: nobody is found by it, and it is not taken', async ({ text: hostile }) => {
        await createSample();
        expect(await anchorsFound(subject.matchAttribute, hostile)).toEqual([]);
        expect(await target.isTaken(subject.uniqueAttribute, hostile)).toBe(false);
      });

      test.each(HOSTILE_TEXT)(
        '$name: as the name of an account, carried exactly or refused as the fault of the value',
        async ({ text: hostile }) => {
          const attributes = nextSample();
          const { anchor } = await target.create(attributes);
          const renaming = target.update(anchor, { [subject.renameAttribute]: hostile });
          const refusal = await renaming.then(
            () => undefined,
            (error: unknown) => error,
          );
          const name = await readValue(anchor, subject.renameAttribute);
          if (refusal === undefined) {
            expect(name).toBe(hostile);
          } else {
            expect(refusal).toMatchObject({ category: 'permanent', attribute: subject.renameAttribute });
            expect(name).toBe(attributes[subject.renameAttribute]);
          }
        },
      );
    });
  });
}

/** The error a call fails with; a call that succeeds, or fails with anything but a `ProvisioningError`, fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProvisioningError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof ProvisioningError) return outcome.error;
  throw new Error('A ProvisioningError was expected.', { cause: 'error' in outcome ? outcome.error : outcome.value });
}

export function text(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error(`A sample attribute must be text, got ${typeof value}.`);
  return value;
}

export function swapCase(value: string): string {
  return [...value].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}
