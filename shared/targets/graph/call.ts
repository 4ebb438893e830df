/** Requests to Graph and their answers as plain values, so that several can travel in one batch. */
import type { JsonObject } from '../../scim/json';

export interface GraphCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below the version segment, with a leading slash and everything encoded: `/users/{id}?$select=id`. */
  readonly url: string;
  readonly body?: JsonObject;
  /** Not to be sent after that, milliseconds since the epoch. */
  readonly leaveBy?: number;
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GraphAnswer {
  readonly status: number;
  /** Absent without a body, and for one that is no JSON object. */
  readonly body: JsonObject | undefined;
  /** @param name in any case */
  header(name: string): string | undefined;
}

export function isSuccess({ status }: GraphAnswer): boolean {
  return status >= 200 && status < 300;
}
