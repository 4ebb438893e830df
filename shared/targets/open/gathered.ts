/**
 * A target whose look-ups are gathered: people worked on side by side ask at the same moment, and where the target answers
 * for many at once they travel in one request. Stands in front of the target's own limit, whose turn is taken once a request.
 *
 * What is asked for with others is marked `listed`. What is not answered, fails or is missed where a miss is no proof is
 * asked for alone: one value that the target chokes on costs its neighbours a request and nothing else (I6).
 */
import { ProvisioningError } from '../../errors';
import type { Clock } from '../../ports';
import type { Target, TargetUser } from '../target';

/** Long enough for people worked on side by side to ask together. */
export const GATHER_MS = 3;

export function gathered(target: Target, clock: Clock): Target {
  const { together } = target;
  if (together === undefined) return target;
  const { findMany, readMany } = target;
  const underWay = new Set<Promise<unknown>>();

  const finds = createLine<readonly TargetUser[]>(together.finds, clock, {
    alone: async (attribute, value, wanted) => target.find(attribute, value, wanted),
    many: findMany && ((...asked) => findMany(...asked)),
    listed: (found) => (found.length === 0 && !together.missesCount ? undefined : found.map(asListed)),
  });
  const reads = createLine<TargetUser | undefined>(together.reads, clock, {
    alone: async (_, anchor, wanted) => target.read(anchor, wanted),
    many: readMany && ((_, anchors, wanted) => readMany(anchors, wanted)),
    listed: (account) => account && asListed(account),
  });

  function watched<T>(answer: Promise<T>): Promise<T> {
    const over: Promise<void> = answer.then(forget, forget);
    function forget(): void {
      underWay.delete(over);
    }
    underWay.add(over);
    return answer;
  }

  return {
    ...target,
    find: (attribute, value, wanted, asking) =>
      asking?.settled === true ? watched(finds(attribute, value, wanted)) : target.find(attribute, value, wanted),
    read: (anchor, wanted, asking) =>
      asking?.settled === true ? watched(reads('', anchor, wanted)) : target.read(anchor, wanted),
    close: async () => {
      await Promise.all(underWay); // nothing is asked of a target that is closed
      await target.close();
    },
  };
}

const asListed = (account: TargetUser): TargetUser => ({ ...account, listed: true });

interface Ways<A> {
  alone(attribute: string, value: string, wanted: readonly string[]): Promise<A>;
  many:
    | ((attribute: string, values: readonly string[], wanted: readonly string[]) => Promise<ReadonlyMap<string, A>>)
    | undefined;
  /** The answer as it is handed on; `undefined`: it does not count, and is asked for alone. */
  listed(answer: A): A | undefined;
}

interface Waiting<A> {
  readonly answer: Promise<A>;
  resolve(answer: A | Promise<A>): void;
  reject(error: unknown): void;
}

/** @param most in one request; what more is asked for goes into the next */
function createLine<A>(most: number, clock: Clock, { alone, many, listed }: Ways<A>) {
  /** What is being gathered, by what the answers are to tell (its identity: it is the compiled schema's) and what is asked by. */
  const open = new WeakMap<readonly string[], Map<string, Map<string, Waiting<A>>>>();

  function gatheringOf(attribute: string, wanted: readonly string[]): Map<string, Waiting<A>> {
    const byAttribute = open.get(wanted) ?? new Map<string, Map<string, Waiting<A>>>();
    open.set(wanted, byAttribute);
    const known = byAttribute.get(attribute);
    if (known !== undefined) return known;
    const begun = new Map<string, Waiting<A>>();
    byAttribute.set(attribute, begun);
    void clock.sleep(GATHER_MS).then(() => send(attribute, begun, wanted));
    return begun;
  }

  /** Once: whoever asks from now on is gathered anew. */
  function send(attribute: string, waiting: ReadonlyMap<string, Waiting<A>>, wanted: readonly string[]): void {
    const byAttribute = open.get(wanted);
    if (byAttribute?.get(attribute) !== waiting) return;
    byAttribute.delete(attribute);
    void ask(attribute, waiting, wanted);
  }

  async function ask(
    attribute: string,
    waiting: ReadonlyMap<string, Waiting<A>>,
    wanted: readonly string[],
  ): Promise<void> {
    let found: ReadonlyMap<string, A> = new Map();
    try {
      if (waiting.size > 1 && many !== undefined) found = await many(attribute, [...waiting.keys()], wanted);
    } catch (error) {
      if (concernsAll(error)) {
        for (const { reject } of waiting.values()) reject(error);
        return;
      }
    }
    for (const [value, { resolve }] of waiting) {
      const answer = found.get(value);
      resolve((answer && listed(answer)) ?? alone(attribute, value, wanted));
    }
  }

  return (attribute: string, value: string, wanted: readonly string[]): Promise<A> => {
    if (most < 2 || many === undefined) return alone(attribute, value, wanted);
    const gathering = gatheringOf(attribute, wanted);
    const known = gathering.get(value);
    if (known !== undefined) return known.answer;
    const asked = waiting<A>();
    gathering.set(value, asked);
    if (gathering.size === most) send(attribute, gathering, wanted);
    return asked.answer;
  };
}

/** What each would be told alone as well: it is not asked for once more. */
function concernsAll(error: unknown): boolean {
  if (!(error instanceof ProvisioningError)) return false;
  return error.category === 'credentials' || error.code === 'TooManyRequests' || error.code === 'EndpointUnavailable';
}

function waiting<A>(): Waiting<A> {
  let settle: Pick<Waiting<A>, 'resolve' | 'reject'> | undefined;
  const answer = new Promise<A>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { answer, resolve: (given) => settle?.resolve(given), reject: (error) => settle?.reject(error) };
}
