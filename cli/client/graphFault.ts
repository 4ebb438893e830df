/** What a service said instead of an answer: Graph's envelope unpacked, every detail with its place. Pure. */
import { EXIT, type ExitCode, Failure } from '../exit';

export interface FaultDetail {
  readonly code: string;
  /** `Operations[3].bulkId`. */
  readonly target: string;
  readonly message: string;
}

export interface Fault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: readonly FaultDetail[];
  readonly requestId: string | null;
}

/** @param body of whatever kind: a proxy between may answer in HTML */
export function readFault(status: number, body: string, requestId: string | null): Fault {
  const { code, message, details, innerError } = errorOf(body) ?? {};
  return {
    status,
    code: textOr(code, `Http${status}`),
    message: textOr(message, body.trim() === '' ? `The answer was ${status}.` : firstWords(body)),
    details: Array.isArray(details) ? details.map(readDetail) : [],
    requestId: requestId ?? textOr((innerError as Members | undefined)?.['request-id'], '') ?? null,
  };
}

type Members = Readonly<Record<string, unknown>>;

function errorOf(body: string): Members | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'object' && error !== null ? (error as Members) : undefined;
  } catch {
    return undefined;
  }
}

function readDetail(value: unknown): FaultDetail {
  const { code, target, message } = (value ?? {}) as Members;
  return { code: textOr(code, ''), target: textOr(target, ''), message: textOr(message, '') };
}

const textOr = (value: unknown, other: string) => (typeof value === 'string' && value !== '' ? value : other);

const LONGEST_QUOTE = 200;
const firstWords = (body: string) => body.trim().replace(/\s+/g, ' ').slice(0, LONGEST_QUOTE);

/** A call that was answered, and not as hoped. */
export class ServiceFailure extends Failure {
  readonly fault: Fault;

  /** @param roles what the token has, to be named where one is missing */
  constructor(method: string, url: string, fault: Fault, roles: readonly string[]) {
    super(exitOf(fault.status), fault.message, {
      code: fault.code,
      place: `${method} ${url}: ${fault.status}${fault.requestId === null ? '' : `, request-id ${fault.requestId}`}`,
      details: fault.details
        .map(({ target, message }) => (message.startsWith(target) ? message : `${target}: ${message}`))
        .filter((line) => line !== fault.message),
      advice: adviceFor(fault.status, roles),
    });
    this.name = 'ServiceFailure';
    this.fault = fault;
  }
}

function exitOf(status: number): ExitCode {
  return status === 401 || status === 403 ? EXIT.notAllowed : EXIT.failed;
}

function adviceFor(status: number, roles: readonly string[]): string | undefined {
  if (status === 401) return 'The token was not taken. See who you are with: muster whoami';
  if (status === 403) {
    return `The token's roles do not allow it; it has ${roles.length === 0 ? 'none' : roles.join(', ')}. See: muster whoami`;
  }
  if (status === 429 || status === 503) return 'Try again in a while.';
  return undefined;
}
