/** What goes to a SCIM service and what comes back, as the client's code speaks of it. */
import type { JsonObject } from '../../scim/json';
import type { HttpRequest } from '../kit/http';

export interface ScimRequest {
  readonly method: HttpRequest['method'];
  /** Below the base address, with a leading slash and everything encoded. */
  readonly path: string;
  readonly body?: JsonObject;
  /** The version the resource must still have. */
  readonly ifMatch?: string;
  /** Since when it waits to be sent, milliseconds since the epoch; absent: it has just been made. */
  readonly askedAt?: number;
}

export interface ScimAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  /** How long the service asks us to wait. */
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}
