/** What authorizes a request to a SCIM service, whatever the credentials are. */
import type { Clock } from '../../../ports';
import type { Exchange } from '../../kit/http';

/** A request header. */
export interface AuthorizationHeader {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

export interface Authorization {
  header(): Promise<AuthorizationHeader>;
  /** The service refused the header. True when a new one may fare better, so that the request is worth repeating. */
  refused(header: AuthorizationHeader): boolean;
  /** Everything that must never be logged. */
  secrets(): readonly string[];
}

export interface AuthorizationPorts {
  readonly clock: Clock;
  readonly exchange: Exchange;
}
