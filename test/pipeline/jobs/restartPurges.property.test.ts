/**
 * Restart (seed 003): whatever an administrator and the worker do in whatever order, a restart of a job that works purges
 * nothing, one of a job that does not purges everything that waits, and every operation gets its one answer.
 */

import { OPERATIONS_QUEUE } from '../../../shared/composition/services';
import { readMessage } from '../../../shared/pipeline/queue/messages';
import { type FunctionHost, JOB, openFunctions } from '../../support/functionHost';
import fc from '../../support/property';
import { createWorkbench, person, type Workbench } from '../../support/workbench';

type Deed = 'upload' | 'work' | 'round' | 'pause' | 'start' | 'quarantine' | 'restart';

const DEED = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Deed>('upload') },
  { weight: 4, arbitrary: fc.constant<Deed>('work') },
  { weight: 2, arbitrary: fc.constantFrom<Deed>('round', 'restart', 'pause') },
  { weight: 1, arbitrary: fc.constantFrom<Deed>('start', 'quarantine') },
);

class Story {
  readonly #purged = new Set<string>();
  #accepted = 0;

  private constructor(
    private readonly bench: Workbench,
    private readonly host: FunctionHost,
  ) {}

  static async begin(): Promise<Story> {
    const bench = await createWorkbench();
    return new Story(bench, await openFunctions(bench, ['jobs', 'jobActions', 'jobStates']));
  }

  async do(deed: Deed): Promise<void> {
    if (deed === 'upload') await this.#upload();
    else if (deed === 'work') await this.#workOnOneMessage();
    else if (deed === 'round') await this.bench.supervise();
    else if (deed === 'restart') await this.#restart();
    else if (deed === 'quarantine') await this.host.call(`POST ${JOB.replace(/^.*\/jobs/, '/muster/jobs')}/quarantine`);
    else await this.host.call(`POST ${JOB}/${deed}`);
  }

  /** Lets the job go on until nothing is left. @returns every operation that did not end as it should */
  async end(): Promise<readonly string[]> {
    await this.host.call(`POST ${JOB}/start`);
    for (let round = 0; round < 4; round += 1) {
      await this.bench.drain();
      await this.bench.supervise(2);
    }
    const log = await this.bench.log();
    return this.#everybody().flatMap((externalId) => {
      const entries = log.filter(({ entry }) => entry.source.id === externalId && entry.operation !== null);
      const told = entries.map(({ entry }) => `${entry.action} ${entry.status}`).join(', ');
      const wanted = this.#purged.has(externalId) ? 'other skipped' : 'create success';
      return told === wanted ? [] : [`${externalId}: ${told}, not ${wanted}`];
    });
  }

  async #upload(): Promise<void> {
    const people = [person(`p${this.#accepted}`), person(`p${this.#accepted + 1}`)];
    this.#accepted += people.length;
    await this.bench.upload(people);
  }

  async #workOnOneMessage(): Promise<void> {
    const queue = this.bench.storage.queue(OPERATIONS_QUEUE);
    for (const message of await queue.receive(1, 30)) {
      await this.bench.services.gatherer.submit(readMessage(message.text));
      await queue.remove(message);
    }
  }

  /** What must be purged by it is told beforehand, from the outside. */
  async #restart(): Promise<void> {
    const { schedule, status } = (await this.host.call(`GET ${JOB}`)).body as {
      schedule: { state: string };
      status: { quarantine: object | null };
    };
    const works = schedule.state === 'Active' && status.quarantine === null;
    const answered = new Set((await this.bench.log()).map(({ entry }) => entry.source.id));
    if (!works) for (const one of this.#everybody()) if (!answered.has(one)) this.#purged.add(one);
    expect((await this.host.call(`POST ${JOB}/restart`)).status).toBe(204);
  }

  #everybody(): readonly string[] {
    return Array.from({ length: this.#accepted }, (_, index) => `p${index}`);
  }
}

test('a restart keeps all that it should keep, and purges all that it should purge', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(DEED, { minLength: 4, maxLength: 16 }), async (deeds) => {
      const story = await Story.begin();
      for (const deed of deeds) await story.do(deed);
      expect(await story.end()).toEqual([]);
    }),
    { numRuns: 60, seed: 20260115 },
  );
});
