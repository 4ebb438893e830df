import { ProvisioningError } from '../../../shared/errors';
import { gathered } from '../../../shared/targets/open/gathered';
import type { Target, TargetUser, Together } from '../../../shared/targets/target';
import { virtualClock } from '../../support/virtualClock';

const WANTED = ['title'];
const SETTLED = { settled: true };
const TOGETHER: Together = { finds: 3, reads: 3, missesCount: true };

const account = (name: string): TargetUser => ({
  anchor: name,
  reportableIdentifier: name,
  displayName: name,
  attributes: {},
  softDeleted: false,
});

interface Answers {
  readonly together?: Partial<Together>;
  /** Answers for many; the default: an account of that name for each that does not begin with `nobody`. */
  many?(values: readonly string[]): readonly string[];
  alone?(value: string): readonly TargetUser[];
}

/** A target that notes each request: `find a`, `findMany a b c`. */
function askedTarget({ together, many = exist, alone = (value) => exist([value]).map(account) }: Answers = {}) {
  const clock = virtualClock();
  const asked: string[] = [];
  const noted = async (request: readonly string[]) => {
    asked.push(request.join(' '));
    await clock.sleep(100);
  };
  const target = {
    together: { ...TOGETHER, ...together },
    async find(_: string, value: string) {
      await noted(['find', value]);
      return alone(value);
    },
    async read(anchor: string) {
      await noted(['read', anchor]);
      return alone(anchor)[0];
    },
    async findMany(_: string, values: readonly string[]) {
      await noted(['findMany', ...values]);
      const told = new Set(many(values));
      return new Map(values.map((value) => [value, told.has(value) ? [account(value)] : []]));
    },
    async readMany(anchors: readonly string[]) {
      await noted(['readMany', ...anchors]);
      return new Map(many(anchors).map((anchor) => [anchor, account(anchor)]));
    },
    async close() {
      asked.push('close');
    },
  } as unknown as Target;
  return { target: gathered(target, clock), clock, asked };
}

const exist = (values: readonly string[]) => values.filter((value) => !value.startsWith('nobody'));
const anchorsOf = (found: readonly (readonly TargetUser[])[]) =>
  found.map((users) => users.map(({ anchor }) => anchor));

test('whoever asks at the same moment is asked for in one request, full ones at once', async () => {
  const { target, clock, asked } = askedTarget();
  const values = ['a', 'b', 'c', 'd', 'e'];
  const found = await clock.run(Promise.all(values.map((value) => target.find('id', value, WANTED, SETTLED))));
  expect(asked).toEqual(['findMany a b c', 'findMany d e']);
  expect(anchorsOf(found)).toEqual([['a'], ['b'], ['c'], ['d'], ['e']]);
});

test('what was asked for with others is marked, and what was asked for alone is not', async () => {
  const { target, clock } = askedTarget();
  const both = Promise.all(['a', 'b'].map((anchor) => target.read(anchor, WANTED, SETTLED)));
  expect((await clock.run(both)).map((user) => user?.listed)).toEqual([true, true]);
  expect((await clock.run(target.read('a', WANTED, SETTLED)))?.listed).toBeUndefined();
});

test.each<{ name: string; ask: (target: Target) => Promise<unknown>; asked: readonly string[] }>([
  {
    name: 'one is asked for as ever, a moment later',
    ask: (target) => target.find('id', 'a', WANTED, SETTLED),
    asked: ['find a'],
  },
  {
    name: 'the same value twice is one question',
    ask: (target) => Promise.all(['a', 'a'].map((value) => target.find('id', value, WANTED, SETTLED))),
    asked: ['find a'],
  },
  {
    name: 'whoever must know waits for nobody',
    ask: (target) => Promise.all(['a', 'b'].map((value) => target.find('id', value, WANTED, { settled: false }))),
    asked: ['find a', 'find b'],
  },
  {
    name: 'whoever does not say how well to know is asked for alone',
    ask: (target) => Promise.all(['a', 'b'].map((anchor) => target.read(anchor, WANTED))),
    asked: ['read a', 'read b'],
  },
  {
    name: 'different attributes are different questions',
    ask: (target) => Promise.all(['id', 'mail'].map((name) => target.find(name, 'a', WANTED, SETTLED))),
    asked: ['find a', 'find a'],
  },
  {
    name: 'so are different wishes of what to be told',
    ask: (target) => Promise.all([['title'], ['title']].map((wanted) => target.read('a', wanted, SETTLED))),
    asked: ['read a', 'read a'],
  },
  {
    name: 'an account that a list of reads does not show is asked for alone: it may lie in the recycle bin',
    ask: (target) => Promise.all(['a', 'nobody'].map((anchor) => target.read(anchor, WANTED, SETTLED))),
    asked: ['readMany a nobody', 'read nobody'],
  },
  {
    name: 'a miss of a search counts where the target says so',
    ask: (target) => Promise.all(['a', 'nobody'].map((value) => target.find('id', value, WANTED, SETTLED))),
    asked: ['findMany a nobody'],
  },
])('$name', async ({ ask, asked }) => {
  const made = askedTarget();
  await made.clock.run(ask(made.target));
  expect(made.asked).toEqual(asked);
});

test('a miss of a target that may leave somebody out is asked for alone', async () => {
  const { target, clock, asked } = askedTarget({ together: { missesCount: false }, many: () => ['a'] });
  const found = await clock.run(Promise.all(['a', 'b'].map((value) => target.find('id', value, WANTED, SETTLED))));
  expect(asked).toEqual(['findMany a b', 'find b']);
  expect(anchorsOf(found)).toEqual([['a'], ['b']]);
});

test.each(['UnprocessableEntity', 'InternalServerError', 'Timeout'] as const)(
  'a request that fails with %s is made again for each alone, and only whose value is at fault is told so',
  async (code) => {
    const choke = (values: readonly string[]) => {
      if (values.includes('poison')) throw new ProvisioningError(code, 'The value cannot be searched for.');
      return values;
    };
    const { target, clock } = askedTarget({ many: choke, alone: (value) => choke([value]).map(account) });
    const found = await clock.run(
      Promise.allSettled(['a', 'poison', 'b'].map((value) => target.find('id', value, WANTED, SETTLED))),
    );
    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  },
);

test.each(['InvalidCredentials', 'TooManyRequests', 'EndpointUnavailable'] as const)(
  'what concerns everybody is told everybody, and nobody asks once more: %s',
  async (code) => {
    const fail = () => {
      throw new ProvisioningError(code, 'Not now.');
    };
    const { target, clock, asked } = askedTarget({ many: fail });
    const told = await clock.run(
      Promise.allSettled(['a', 'b'].map((value) => target.find('id', value, WANTED, SETTLED))),
    );
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toEqual(['findMany a b']);
  },
);

test('whoever asks while others are being asked for is gathered anew', async () => {
  const { target, clock, asked } = askedTarget();
  const late = clock.sleep(50).then(() => target.find('id', 'c', WANTED, SETTLED));
  await clock.run(Promise.all([...['a', 'b'].map((value) => target.find('id', value, WANTED, SETTLED)), late]));
  expect(asked).toEqual(['findMany a b', 'find c']);
});

test('a target is closed when everybody who asked is answered', async () => {
  const { target, clock, asked } = askedTarget();
  const answers = Promise.all(['a', 'b'].map((value) => target.find('id', value, WANTED, SETTLED)));
  await clock.run(Promise.all([answers, target.close()]));
  expect(asked).toEqual(['findMany a b', 'close']);
});

test.each([
  { name: 'that cannot be asked for many', together: undefined },
  { name: 'whose reads are each alone', together: { finds: 3, reads: 0, missesCount: true } },
])('a target $name is asked at once', async ({ together }) => {
  const { target, clock, asked } = askedTarget({ together: { reads: 0 } });
  const one =
    together === undefined ? gathered({ ...target, together: undefined } as unknown as Target, clock) : target;
  void one.read('a', WANTED, SETTLED);
  expect(asked).toEqual(['read a']);
});
