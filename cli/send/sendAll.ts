/**
 * The story of a send: request by request to the service, each in the journal before and after, several side by side, while
 * receipts are followed. What a crash leaves behind is finished by the same story, told again (spec/hands.md 1.5, steps 4 to 6).
 */
import { readFault, ServiceFailure } from '../client/graphFault';
import type { Answer, Http } from '../client/http';
import { type JobPlace, jobPath, musterPath } from '../client/jobs';
import type { Receipts } from '../client/receipts';
import { EXIT, Failure } from '../exit';
import type { Messages } from '../output/messages';
import { count } from '../output/numbers';
import type { Progress } from '../output/progress';
import type { World } from '../world';
import { bodyHash, type Chunk, chunksOf, namedChunks, requestId, withoutLines } from './chunks';
import { type FollowEnd, Follower } from './follow';
import type { Journal, RefusedRow } from './journal';
import type { Leavers } from './leavers';
import { Outcomes } from './outcomes';
import type { Pacer } from './pace';
import type { People } from './people';
import type { Survey } from './survey';

export type Wait = 'settled' | 'accepted' | 'none';

export interface SendPlan {
  readonly people: () => People;
  readonly survey: Survey;
  /** Sent last, when all the others are accepted. */
  readonly leavers: Leavers;
  readonly place: JobPlace;
  readonly operations: number;
  readonly bytes: number;
  /** Requests side by side. */
  readonly parallel: number;
  readonly pacer: Pacer;
  readonly wait: Wait;
  /** From when the last row is accepted. */
  readonly timeoutMs: number;
}

export interface SendPorts {
  readonly world: World;
  readonly http: Http;
  readonly receipts: Receipts;
  readonly messages: Messages;
  readonly progress: Progress;
}

export interface SendResult {
  readonly accepted: number;
  readonly uploads: readonly string[];
  readonly refused: readonly RefusedRow[];
  readonly outcomes: Outcomes;
  readonly end: FollowEnd;
  readonly ms: number;
}

/** @throws {Failure} 6 when it can be resumed, or as the service refused it */
export async function sendAll(plan: SendPlan, journal: Journal, ports: SendPorts): Promise<SendResult> {
  const { world, progress } = ports;
  const began = world.now();
  const outcomes = new Outcomes();
  const follower = new Follower(ports.receipts, outcomes, world);
  const sender = new Sender(plan, journal, follower, ports);
  let deadline = Number.POSITIVE_INFINITY;
  const show = () => {
    const of = expected(plan);
    const failed = outcomes.count('failed') + sender.refused.length;
    const parts = [`sent ${count(sender.accepted)} of ${count(of)}`, `settled ${count(outcomes.settled)}`];
    if (failed > 0) parts.push(`failed ${count(failed)}`);
    const seconds = Math.max(1, world.now() - began) / 1_000;
    parts.push(`${count(sender.accepted / seconds)}/s`);
    progress.show({ done: outcomes.settled, of, text: parts.join(' · ') });
  };
  sender.onAccepted = show;
  const following =
    plan.wait === 'settled' ? follower.run(() => deadline, show) : Promise.resolve<FollowEnd>({ kind: 'settled' });
  following.catch(() => undefined); // told below, once sending has come to its end
  try {
    await sender.run();
  } catch (error) {
    deadline = 0;
    throw error;
  } finally {
    if (deadline !== 0) deadline = world.now() + plan.timeoutMs;
    follower.last();
  }
  const end = await following;
  show();
  progress.end();
  return {
    accepted: sender.accepted,
    uploads: sender.uploads,
    refused: sender.refused,
    outcomes,
    end,
    ms: world.now() - began,
  };
}

const expected = ({ survey, leavers }: SendPlan) => survey.good + (leavers.kind === 'none' ? 0 : leavers.total);

/** A resend counts as the same for as long as the service remembers the id. */
const REMEMBERED_MS = 23 * 3_600_000;

class Sender {
  accepted = 0;
  readonly uploads: string[] = [];
  readonly refused: RefusedRow[] = [];
  onAccepted: () => void = () => undefined;
  readonly #plan: SendPlan;
  readonly #journal: Journal;
  readonly #follower: Follower;
  readonly #ports: SendPorts;
  #failure: unknown;

  constructor(plan: SendPlan, journal: Journal, follower: Follower, ports: SendPorts) {
    this.#plan = plan;
    this.#journal = journal;
    this.#follower = follower;
    this.#ports = ports;
  }

  /** @throws the first failure, when those under way have ended */
  async run(): Promise<void> {
    const { people, survey, operations, bytes, parallel } = this.#plan;
    const without = new Set([...survey.bad.keys(), ...survey.overtaken]);
    const chunks = chunksOf(people, survey.leavers, { operations, bytes, without });
    await Promise.all(Array.from({ length: parallel }, () => this.#work(chunks)));
    if (this.#failure === undefined) await this.#work(leaverChunks(this.#plan));
    if (this.#failure !== undefined) throw this.#resumable(this.#failure);
  }

  async #work(chunks: AsyncGenerator<Chunk>): Promise<void> {
    while (this.#failure === undefined) {
      try {
        const { value: chunk } = await chunks.next();
        if (chunk === undefined) return;
        await this.#deal(chunk);
      } catch (error) {
        this.#failure ??= error;
      }
    }
  }

  /** As far as the journal knows it, and from there on. */
  async #deal(chunk: Chunk): Promise<void> {
    const { accepted, refused } = this.#journal.run;
    const upload = accepted.get(chunk.id);
    if (upload !== undefined) return this.#isAccepted(chunk, upload);
    const rows = refused.get(chunk.id);
    return rows === undefined ? this.#send(chunk) : this.#isRefused(chunk, rows);
  }

  async #send(chunk: Chunk): Promise<void> {
    const { world, http } = this.#ports;
    const pauseMs = this.#plan.pacer.take(world.now());
    if (pauseMs > 0) await world.wait(pauseMs);
    const body = bodyHash(chunk.body);
    const id = this.#idOf(chunk, body);
    this.#journal.write({ chunk: chunk.id, state: 'sending', at: world.now(), body, id });
    const { place } = this.#plan;
    const isBulk = chunk.to === 'bulkUpload';
    const url = isBulk ? `${jobPath(place)}/bulkUpload` : `${musterPath(place)}/leavers`;
    const type = isBulk ? 'application/scim+json' : 'application/json';
    const headers = { 'content-type': type, 'client-request-id': id };
    const answer = await http.ask('POST', url, { body: chunk.body, headers, repeatable: true });
    // 200: of those who were named as leavers nobody is known by now, so that there is no upload to follow.
    if (answer.status === 202 || answer.status === 200) {
      return this.#accept(chunk, answer.headers.get('muster-upload-id') ?? '');
    }
    const rows = rowsRefused(answer, chunk);
    if (rows.length === 0) throw failureOf(answer, http, url);
    this.#journal.write({ chunk: chunk.id, state: 'refused', at: world.now(), rows });
    return this.#isRefused(chunk, rows);
  }

  /** The id under which it was sent before, where the service still remembers that. */
  #idOf(chunk: Chunk, body: string): string {
    const { header, sending } = this.#journal.run;
    const before = sending.get(chunk.id);
    if (before === undefined) return requestId(header.nonce, header.jobId, chunk.id, body);
    const isSame = before.body === body;
    if (isSame && this.#ports.world.now() - before.at < REMEMBERED_MS) return before.id;
    this.#ports.messages.warn(
      `Request ${chunk.id} was sent before, and whether it arrived is not known${isSame ? ' any more' : ': its bytes are others now'}. It is sent once more; whoever is up to date stays as is.`,
    );
    return requestId(this.#ports.world.uuid(), header.jobId, chunk.id, body);
  }

  #accept(chunk: Chunk, upload: string): void {
    this.#journal.write({ chunk: chunk.id, state: 'accepted', at: this.#ports.world.now(), upload });
    this.#isAccepted(chunk, upload);
  }

  #isAccepted({ lines }: Chunk, upload: string): void {
    this.accepted += lines.length;
    if (upload !== '') {
      this.uploads.push(upload);
      this.#follower.follow(upload);
    }
    this.onAccepted();
  }

  /** The others go again, in a request of their own. */
  async #isRefused(chunk: Chunk, rows: readonly RefusedRow[]): Promise<void> {
    this.refused.push(...rows);
    const rest = withoutLines(chunk, new Set(rows.map(({ line }) => line)));
    if (rest !== undefined) await this.#deal(rest);
  }

  #resumable(error: unknown): unknown {
    if (!(error instanceof Failure)) return error;
    const { run } = this.#journal.run.header;
    const isOpen = this.accepted > 0 || error.code === 'Unreachable' || error.exit === EXIT.interrupted;
    if (!isOpen) return error;
    const exit = error.exit === EXIT.failed ? EXIT.unsettled : error.exit;
    const { code, place, details } = error;
    const advice = `${count(this.accepted)} of ${count(expected(this.#plan))} rows are accepted. Go on with: muster send --resume ${run}`;
    return new Failure(exit, error.message, { code, place, details, advice, cause: error });
  }
}

async function* leaverChunks({ leavers, operations, bytes }: SendPlan): AsyncGenerator<Chunk> {
  if (leavers.kind === 'rows')
    yield* chunksOf(leavers.people, 0, { operations, bytes, without: new Set(), prefix: 'p' });
  if (leavers.kind === 'ids') yield* namedChunks(leavers.ids, 'Not in the file any more.');
}

const OPERATION = /^Operations\[(\d+)\]\.?(.*)$/;

/** Which rows a refusal is about; none where it is about something else. */
function rowsRefused({ status, text }: Answer, { lines }: Chunk): readonly RefusedRow[] {
  const [only] = lines;
  if (status === 413 && lines.length === 1 && only !== undefined) {
    return [{ line: only, code: 'OperationTooLarge', reason: 'The person is larger than the service takes.' }];
  }
  if (status !== 400) return [];
  const rows = readFault(status, text, null).details.flatMap(({ code, target, message }) => {
    const [, index, place] = OPERATION.exec(target) ?? [];
    const line = index === undefined ? undefined : lines[Number(index)];
    const reason = message.replace(/^Operations\[\d+\]\.?/, '');
    return line === undefined ? [] : [{ line, code, reason: place === '' ? reason : reason || (place ?? '') }];
  });
  return [...new Map(rows.map((row) => [row.line, row])).values()];
}

function failureOf({ status, text, headers }: Answer, http: Http, url: string): Failure {
  return new ServiceFailure('POST', `${http.baseUrl}${url}`, readFault(status, text, headers.get('request-id')), []);
}
