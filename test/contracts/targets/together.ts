/** People asked for at the same moment are told the same as each would be alone: a part of the target contract. */
import { systemClock } from '../../../shared/composition/system';
import { gathered } from '../../../shared/targets/open/gathered';
import type { TargetAttributes, TargetUser } from '../../../shared/targets/target';
import { printValue } from '../../../shared/value';
import { swapCase, type TargetUnderTest, text } from './contract';

const SETTLED = { settled: true };

interface Cast {
  /** What people are looked up by: of accounts that are there, twice there, deleted and not there. */
  readonly values: readonly string[];
  readonly anchors: readonly string[];
}

/** @param nextSample attributes of somebody new */
export function describeTogether(
  subjectNow: () => TargetUnderTest,
  nextSample: (overrides?: TargetAttributes) => TargetAttributes,
): void {
  describe('many at once', () => {
    let cast: Cast;

    beforeAll(async () => {
      cast = await castOf(subjectNow(), nextSample);
    });

    test.each([0, 1, 15, 16, 51])('%i people are found as each is alone', async (count) => {
      const { target, matchAttribute, textAttribute } = subjectNow();
      if (target.together === undefined) return;
      const wanted = [matchAttribute, textAttribute, target.capabilities.enabledAttribute.name];
      const loader = gathered(target, systemClock);
      const values = filledUp(cast.values, count, (n) => `nobody-${n}`);
      const together = await Promise.all(values.map((value) => loader.find(matchAttribute, value, wanted, SETTLED)));
      const alone = [];
      for (const value of values) alone.push(await target.find(matchAttribute, value, wanted));
      expect(together.map((found) => found.map(shown).sort())).toEqual(alone.map((found) => found.map(shown).sort()));
    });

    test.each([0, 1, 15, 16, 51])('%i accounts are read as each is alone', async (count) => {
      const { target, unknownAnchor, matchAttribute, textAttribute } = subjectNow();
      if (target.together === undefined) return;
      const wanted = [matchAttribute, textAttribute, ...target.capabilities.referenceAttributes];
      const loader = gathered(target, systemClock);
      const anchors = filledUp(
        cast.anchors,
        count,
        (n) => `${unknownAnchor.slice(0, -2)}${String(n).padStart(2, '0')}`,
      );
      const together = await Promise.all(anchors.map((anchor) => loader.read(anchor, wanted, SETTLED)));
      const alone = [];
      for (const anchor of anchors) alone.push(await target.read(anchor, wanted));
      expect(together.map((user) => user && shown(user))).toEqual(alone.map((user) => user && shown(user)));
    });
  });
}

async function castOf(
  { target, matchAttribute, textAttribute, unknownAnchor, vanish }: TargetUnderTest,
  nextSample: (overrides?: TargetAttributes) => TargetAttributes,
): Promise<Cast> {
  const made = async (overrides?: TargetAttributes) => {
    const attributes = nextSample(overrides);
    const { anchor } = await target.create(attributes);
    return { anchor, value: text(attributes[matchAttribute]) };
  };
  const [plain, referring, deleted, gone] = [await made(), await made(), await made(), await made()];
  const quoted = await made({ [textAttribute]: `O'Neil "the rep"` });
  const twice = await made({ [matchAttribute]: plain.value }).catch(() => plain); // where the target lets it be
  const [reference = ''] = target.capabilities.referenceAttributes;
  await target.setReference(referring.anchor, reference, plain.anchor);
  await target.delete(deleted.anchor);
  await vanish(gone.anchor);
  return {
    values: [
      plain.value,
      swapCase(plain.value),
      plain.value,
      referring.value,
      `o'${referring.value}`,
      quoted.value,
      deleted.value,
      gone.value,
      '',
    ],
    anchors: [
      plain.anchor,
      plain.anchor.toUpperCase(),
      referring.anchor,
      twice.anchor,
      quoted.anchor,
      deleted.anchor,
      gone.anchor,
      unknownAnchor,
      'no anchor',
      referring.anchor,
    ],
  };
}

/** Those of the cast spread among others, so that they come in different requests. */
function filledUp(cast: readonly string[], count: number, other: (n: number) => string): readonly string[] {
  const step = Math.max(1, Math.floor(count / cast.length));
  return Array.from({ length: count }, (_, index) => {
    const member = index % step === 0 ? cast[index / step] : undefined;
    return member ?? other(index);
  });
}

function shown({ listed: _, attributes, ...user }: TargetUser): string {
  const printed = Object.entries(attributes).map(([name, value]) => [name, printValue(value)]);
  return JSON.stringify({ ...user, attributes: printed.sort() });
}
