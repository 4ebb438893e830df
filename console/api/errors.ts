/** What the service, or the way to it, said instead of an answer. */

export interface ErrorDetail {
  readonly code: string;
  readonly target: string;
  readonly message: string;
}

export interface FaultFacts {
  /** `GET /muster/overview`: what was asked. */
  readonly asked: string;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly details?: readonly ErrorDetail[] | undefined;
}

/** An answer in Graph's error envelope. Callers branch on status and code, never on the message. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: FaultFacts;

  constructor(status: number, code: string, message: string, facts: FaultFacts) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.facts = facts;
  }
}

/** Nobody answered: no network, or no Muster. */
export class Unreachable extends Error {
  readonly asked: string;
  constructor(asked: string, options?: ErrorOptions) {
    super(asked, options);
    this.name = 'Unreachable';
    this.asked = asked;
  }
}

/** What is wrong, a line a fault where the service names each with its place. */
export function messagesOf(error: unknown): readonly string[] {
  if (error instanceof ApiError && error.facts.details !== undefined && error.facts.details.length > 1) {
    return error.facts.details.map(({ target, message }) =>
      message.includes(target) ? message : `${target}: ${message}`,
    );
  }
  return [error instanceof Error ? error.message : String(error)];
}

/** Whether asking again later may help. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof ApiError && [429, 502, 503, 504].includes(error.status);
}

/** @returns an error for an answer that is none of ours too, such as a proxy's page */
export async function readError(response: Response, asked: string): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  const { error } = parsed(text);
  const facts: FaultFacts = {
    asked,
    requestId: response.headers.get('request-id') ?? undefined,
    retryAfterSeconds: seconds(response.headers.get('retry-after')),
    details: error?.details,
  };
  const message = error?.message ?? (text.slice(0, 500) || response.statusText);
  return new ApiError(response.status, error?.code ?? String(response.status), message, facts);
}

interface Envelope {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: readonly ErrorDetail[];
  };
}

function parsed(text: string): Envelope {
  try {
    return (JSON.parse(text) ?? {}) as Envelope;
  } catch {
    return {};
  }
}

function seconds(header: string | null): number | undefined {
  const value = Number(header);
  return header !== null && Number.isFinite(value) ? value : undefined;
}
