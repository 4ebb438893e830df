/**
 * `POST /muster/jobs/{jobId}/evaluate`: what the job, or a draft of its schema, makes of a few people, with every mapping
 * explained. Nothing is written, so whoever edits a mapping may ask as often as needed.
 */
import { explanationsOf } from '../../engine/person/attributeMappingStep';
import type { LogEntry } from '../../engine/person/logEntry';
import { parseSchema } from '../../engine/review/parseSchema';
import type { Fields } from '../../engine/schema/parse/fields';
import type { SynchronizationSchema } from '../../engine/synchronizationSchema';
import type { EvaluatedPeople, PersonQuestion } from '../../pipeline/agentQuestions';
import type { JobDefinition } from '../../pipeline/jobContext';
import type { Needs } from '../../pipeline/ports';
import { withDraft } from '../../pipeline/preview/draft';
import { evaluatePeople } from '../../pipeline/preview/evaluatePeople';
import { planLine } from '../../pipeline/preview/planLine';
import { findOversize } from '../../pipeline/uploads/uploadedPerson';
import { readAnchor } from '../../scim/anchor';
import { payloadFaults, withoutPasswords } from '../../scim/payload';
import type { Call, Reply } from '../http/endpoint';
import { readFields } from '../http/readFields';
import { OPERATE_ANY_JOB } from '../http/roles';
import { findJob } from '../jobs/findJob';
import { askTarget, reach } from './reach';

type Ports = Needs<
  | 'contexts'
  | 'people'
  | 'realms'
  | 'operations'
  | 'ask'
  | 'clock'
  | 'random'
  | 'logger'
  | 'claimMs'
  | 'retries'
  | 'maxRequestBytes'
>;

interface Evaluation {
  readonly schema: SynchronizationSchema | undefined;
  readonly people: readonly PersonQuestion[];
}

export async function answerEvaluation(call: Call, ports: Ports): Promise<Reply> {
  // What was saved a moment ago, by whichever instance, is what is to be tried.
  ports.contexts.forget(call.params.jobId ?? '');
  const definition = await findJob(call, ports.contexts, ...OPERATE_ANY_JOB);
  const evaluation = await readFields(call.request, ports.maxRequestBytes, readEvaluation);
  const { entries, fatal } = await evaluate(evaluation, definition, ports);
  const found = new Map(entries);
  return {
    status: 200,
    body: {
      value: evaluation.people.map(({ anchor }) => toEvaluated(anchor, found.get(anchor))),
      stopped: fatal && { errorCode: fatal.code, reason: fatal.message },
    },
  };
}

async function evaluate(
  { schema, people }: Evaluation,
  { job }: JobDefinition,
  ports: Ports,
): Promise<EvaluatedPeople> {
  if (!ports.operations.isOurs(job)) {
    return askTarget(() => ports.ask(job, { kind: 'evaluate', asked: { schema: schema ?? null, people } }));
  }
  return evaluatePeople(people, withDraft(await reach(job.id, ports.contexts), schema), ports);
}

const MOST_SUBJECTS = 20;

function readEvaluation(fields: Fields): Evaluation {
  fields.refuseOthers(['schema', 'subjects']);
  const people = fields.children('subjects').flatMap((subject) => readSubject(subject) ?? []);
  if (people.length === 0 || people.length > MOST_SUBJECTS) {
    const message = `subjects must name from 1 to ${MOST_SUBJECTS} people, got ${people.length}.`;
    fields.report('subjects', 'InvalidValue', message);
  }
  if (new Set(people.map(({ anchor }) => anchor)).size < people.length) {
    fields.report('subjects', 'DuplicateName', 'subjects must each be about somebody else.');
  }
  return { schema: readDraft(fields), people };
}

function readDraft(fields: Fields): SynchronizationSchema | undefined {
  if (!fields.has('schema') || fields.value('schema') === null) return undefined;
  const parsing = parseSchema(fields.value('schema'));
  if (parsing.ok) return parsing.schema;
  for (const { path, code, message } of parsing.faults) {
    fields.report(path === '' ? 'schema' : `schema.${path}`, code, message);
  }
  return undefined;
}

function readSubject(fields: Fields): PersonQuestion | undefined {
  fields.refuseOthers(['externalId', 'data']);
  const data = fields.optionalObject('data');
  if (data === null) return { anchor: fields.text('externalId') };
  const place = fields.at('data');
  const anchor = readAnchor(data) ?? fields.optionalText('externalId');
  for (const { target, message } of [...payloadFaults(data, place), ...findOversize(data, place, true)]) {
    fields.report(target, 'InvalidValue', message);
  }
  if (anchor === null || anchor === '') {
    fields.report(`${place}.externalId`, 'MissingProperty', `${place}.externalId must say whose data it is.`);
    return undefined;
  }
  if (fields.has('externalId') && fields.optionalText('externalId') !== anchor) {
    fields.report(
      `${place}.externalId`,
      'InvalidValue',
      `${place}.externalId must be the same as externalId beside it.`,
    );
  }
  return { anchor, data: { ...withoutPasswords(data), externalId: anchor } };
}

/** @param entry `undefined`: nothing is known of this person */
function toEvaluated(externalId: string, entry: LogEntry | undefined): object {
  if (entry === undefined) return { externalId, known: false };
  const { index: _, bulkId: __, ...line } = planLine({ index: 0, bulkId: '', anchor: externalId }, entry);
  const mapped = entry.steps.flatMap((step) => explanationsOf(step) ?? []);
  return { ...line, known: true, reason: entry.error?.reason ?? null, attributes: mapped };
}
