/**
 * `GET /muster`: what a client must know before it can ask for anything, told to everybody: whom to get a token from, and for
 * what; and to whoever has one, what is taken here and who the token says they are (spec/hands.md 2, N1).
 */
import { type Call, NOBODY, type Reply } from './endpoint';
import { PEOPLES_ROLES } from './rights';

export interface ServiceFacts {
  /** Issuers whose tokens are taken, the first preferred. */
  readonly tokenIssuers: readonly string[];
  /** Whom tokens must be meant for. */
  readonly tokenAudiences: readonly string[];
  readonly version: string;
  readonly maxOperationsPerRequest: number;
  /** Bytes. */
  readonly maxRequestBytes: number;
  readonly maxPlanOperations: number;
  /** Bytes. */
  readonly maxPlanBytes: number;
}

/** What clients may ask for that an older Muster does not know. */
const FEATURES = ['leavers', 'overview', 'people', 'uploads.query'] as const;

export async function discover(call: Call, facts: ServiceFacts): Promise<Reply> {
  const audience = audienceOf(facts.tokenAudiences);
  const told = {
    authority: authorityOf(facts.tokenIssuers),
    audience,
    scope: `${audience}/.default`,
    features: FEATURES,
  };
  return { status: 200, body: call.caller === NOBODY ? told : { ...told, ...toldToCallers(call, facts) } };
}

function toldToCallers({ caller }: Call, facts: ServiceFacts): object {
  const { kind, displayName = null, userPrincipalName = null, appId, objectId, roles, expiresAt } = caller;
  return {
    version: facts.version,
    limits: {
      operationsPerRequest: facts.maxOperationsPerRequest,
      requestBytes: facts.maxRequestBytes,
      planOperations: facts.maxPlanOperations,
      planBytes: facts.maxPlanBytes,
    },
    caller: {
      kind,
      displayName,
      userPrincipalName,
      appId,
      objectId,
      roles: kind === 'person' ? rolesWithin(roles) : [...roles].sort(),
      permissions: [...roles].sort(),
      expiresDateTime: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    },
  };
}

/** Of a person only the permissions are kept: the roles that stand for no more than these. */
const rolesWithin = (permissions: ReadonlySet<string>) =>
  Object.keys(PEOPLES_ROLES).filter((role) => PEOPLES_ROLES[role]?.every((one) => permissions.has(one)));

/** The address below which `/oauth2/v2.0/token` lies. */
function authorityOf([issuer = '']: readonly string[]): string {
  return issuer.replace(/\/+$/, '').replace(/\/v2\.0$/, '');
}

/** A name that tokens can be asked for by: `api://…` where there is one, else the client id itself. */
function audienceOf(audiences: readonly string[]): string {
  return audiences.find((audience) => audience.includes('://')) ?? audiences[0] ?? '';
}
