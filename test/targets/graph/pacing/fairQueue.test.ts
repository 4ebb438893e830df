import { createFairQueue } from '../../../../shared/targets/graph/pacing/fairQueue';

const any = () => true;

function filled(...names: string[]) {
  const queue = createFairQueue<string>();
  for (const name of names) queue.add(name.charAt(0), name);
  return queue;
}

function drained(queue: ReturnType<typeof filled>, mayGo: (item: string) => boolean = any): string[] {
  const taken: string[] = [];
  for (let item = queue.take(mayGo); item !== undefined; item = queue.take(mayGo)) taken.push(item);
  return taken;
}

describe('lines that take turns', () => {
  test('each gives one in turn, first come first served within a line', () => {
    expect(drained(filled('a1', 'a2', 'a3', 'b1', 'b2', 'c1'))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  test('a line that comes later waits for the others’ turn, not for their end', () => {
    const queue = filled('a1', 'a2', 'a3');
    expect(queue.take(any)).toBe('a1');
    queue.add('b', 'b1');
    expect(drained(queue)).toEqual(['a2', 'b1', 'a3']);
  });

  test('a line whose first may not go is passed over and keeps its place', () => {
    const queue = filled('a1', 'b1', 'b2');
    const notA = (item: string) => !item.startsWith('a');
    expect(drained(queue, notA)).toEqual(['b1', 'b2']);
    expect(queue.size).toBe(1);
    expect(queue.take(any)).toBe('a1');
  });

  test('what is put back is the first of its line again', () => {
    const queue = filled('a1', 'a2');
    const first = queue.take(any) ?? '';
    queue.putBack('a', first);
    expect(drained(queue)).toEqual(['a1', 'a2']);
  });

  test('what is removed is gone from every line, and the rest stays in order', () => {
    const queue = filled('a1', 'b1', 'a2', 'b2');
    expect([...queue.remove((item) => item.endsWith('1'))].sort()).toEqual(['a1', 'b1']);
    expect([...queue.items()]).toEqual(['a2', 'b2']);
    expect(queue.size).toBe(2);
  });

  test('there is nothing to take from an empty one', () => {
    expect(createFairQueue().take(any)).toBeUndefined();
  });
});
