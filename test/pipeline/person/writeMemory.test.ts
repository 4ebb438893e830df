import { createWriteMemory } from '../../../shared/pipeline/person/writeMemory';
import { compiledOne } from '../../engine/support/schemas';

const [mapping] = compiledOne({}).mappings.filter(({ target }) => target === 'y');
if (mapping === undefined) throw new Error('The schema of the test maps y.');

describe('what is remembered of writes', () => {
  test('is nothing at first, and nothing again when all is as it should be', () => {
    const memory = createWriteMemory(undefined);
    expect(memory.stored()).toBeUndefined();
    memory.untaken(mapping, 'a', null);
    memory.unseen('z');
    memory.settle('y');
    memory.settle('z');
    expect(memory.stored()).toBeUndefined();
  });

  test.each([
    { rule: 'the same value over the same', wanted: 'a', held: 'b', is: true },
    { rule: 'the same as the attribute compares', wanted: 'A', held: 'B', is: true },
    { rule: 'a new value', wanted: 'c', held: 'b', is: false },
    { rule: 'the same value over another', wanted: 'a', held: 'c', is: false },
    { rule: 'the same value over none', wanted: 'a', held: null, is: false },
    { rule: 'no value', wanted: null, held: 'b', is: false },
  ])('knows a difference that did not take: $rule', ({ wanted, held, is }) => {
    const before = createWriteMemory(undefined);
    before.untaken(mapping, 'a', 'b');
    const after = createWriteMemory(JSON.parse(JSON.stringify(before.stored())));
    expect(after.isUntaken(mapping, wanted, held)).toBe(is);
    expect(after.isDoubtful('y')).toBe(true);
  });

  test('lists are remembered whatever their order', () => {
    const memory = createWriteMemory(undefined);
    memory.untaken(mapping, ['a', 'b'], ['c', 'a']);
    expect(memory.isUntaken(mapping, ['b', 'a'], ['a', 'c'])).toBe(true);
    expect(memory.isUntaken(mapping, ['b', 'a'], ['a'])).toBe(false);
  });

  test('an attribute is seen without its value, or not seen, never both', () => {
    const memory = createWriteMemory(undefined);
    memory.untaken(mapping, 'a', 'b');
    memory.unseen('y');
    expect(memory.stored()).toEqual({ unseen: ['y'] });
    memory.untaken(mapping, 'a', 'b');
    expect(memory.stored()).toEqual({ untaken: { y: expect.stringMatching(/^[\w-]{12}$/) } });
  });

  test('takes no more room in the row than it may', () => {
    const memory = createWriteMemory(undefined);
    for (let n = 0; n < 1_000; n += 1) {
      memory.untaken({ ...mapping, target: `urn:example:attribute${n}` }, 'a', 'b');
      memory.unseen(`urn:example:other${n}`);
    }
    expect(JSON.stringify(memory.stored()).length).toBeLessThan(2 * 4_096);
    expect(memory.isDoubtful('urn:example:attribute0')).toBe(true);
    expect(memory.isDoubtful('urn:example:attribute999')).toBe(false);
  });
});
