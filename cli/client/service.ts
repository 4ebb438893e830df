/**
 * Which service, as whom, and which of its jobs: the first that says so wins, from the options over the environment, a
 * profile and a running `npm start` to whoever is signed in to Azure (spec/hands.md 1.3).
 */
import { readFile } from 'node:fs/promises';
import { EXIT, Failure, usage } from '../exit';
import type { World } from '../world';
import { type Address, readAddress } from './address';
import { type Discovery, discover } from './discovery';
import { createHttp, type Http } from './http';
import { findJob, type JobPlace } from './jobs';
import { findLocalService, type LocalService } from './localService';
import { type Profile, profileOf, readProfiles } from './profiles';
import { type AzureToken, type Credentials, createTokens, type Tokens } from './tokens';

export interface ServiceOptions {
  readonly url?: string | undefined;
  readonly profile?: string | undefined;
  readonly job?: string | undefined;
}

export interface Service {
  readonly http: Http;
  readonly tokens: Tokens;
  /** Where the address and the token come from, in words. */
  readonly origin: string;
  readonly signedInBy: string;
  /** Set when it runs on this computer, with its data folder. */
  readonly local: LocalService | undefined;
  /** The job that is meant. @throws {Failure} 2 where that is not clear, naming those there are */
  job(): Promise<JobPlace>;
  /** What the service says of itself; asked once. */
  discovery(): Promise<Discovery>;
}

export type ServicePorts = World & { readonly azureToken: AzureToken; readonly debug: (text: string) => void };

/** What `graph.microsoft.com` calls itself: the audience of every service that says nothing else. */
const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

export async function openService(options: ServiceOptions, ports: ServicePorts): Promise<Service> {
  const { env } = ports;
  // The answer of a command that failed, as a rule: no other job is meant by it.
  if (options.job === '') throw usage('--job names nothing.', { place: '--job' });
  const profile = profileOf(await readProfiles(ports), options.profile ?? env.MUSTER_PROFILE);
  const given = addressOf(options, env, profile);
  const local = await localFor(given?.address, ports);
  const { address, origin } = given ?? ofLocal(local);
  const anonymous = createHttp(address.baseUrl, { ...ports, tokens: createTokens(NOBODY, ports) });
  const { credentials, signedInBy } = await credentialsOf(profile, local, anonymous, ports);
  const tokens = createTokens(credentials, ports);
  const http = createHttp(address.baseUrl, { ...ports, tokens });
  const wantedJob = options.job ?? address.jobId ?? env.MUSTER_JOB ?? env.JOB ?? profile?.job ?? local?.jobId;
  const principal = address.servicePrincipalId ?? env.MUSTER_SP ?? env.SP;
  // Another job than the principal was named for may well be another principal's.
  const isOther = options.job !== undefined && options.job !== (address.jobId ?? env.MUSTER_JOB ?? env.JOB);
  let discovery: Promise<Discovery> | undefined;
  let job: Promise<JobPlace> | undefined;
  return {
    http,
    tokens,
    origin,
    signedInBy,
    local,
    job: () => {
      job ??= isOther
        ? placeOf(http, wantedJob, undefined, local).catch((error) => unlisted(error, wantedJob, principal))
        : placeOf(http, wantedJob, principal, local);
      return job;
    },
    discovery: () => {
      discovery ??= discover(http, { anonymous: false });
      return discovery;
    },
  };
}

const NOBODY: Credentials = { kind: 'token', token: '' };

interface Given {
  readonly address: Address;
  /** In words. */
  readonly origin: string;
}

function addressOf({ url }: ServiceOptions, env: World['env'], profile: Profile | undefined): Given | undefined {
  const bases: readonly (readonly [string | undefined, string])[] = [
    [url, '--url'],
    [env.MUSTER_URL || undefined, 'MUSTER_URL'],
    [/^https?:/i.test(env.MUSTER ?? '') ? env.MUSTER : undefined, 'MUSTER'],
    [profile?.url, 'the profile'],
  ];
  for (const [text, origin] of bases) if (text !== undefined) return { address: readAddress(text, origin), origin };
  return undefined;
}

/** The Muster of this computer is looked for when no address is given, or when its own is. */
async function localFor(address: Address | undefined, ports: ServicePorts): Promise<LocalService | undefined> {
  if (address === undefined) return findLocalService(ports);
  if (!/^https?:\/\/(127\.|localhost|\[::1\])/i.test(address.baseUrl)) return undefined;
  const local = await findLocalService(ports).catch(() => undefined);
  return local?.baseUrl === address.baseUrl ? local : undefined;
}

function ofLocal(local: LocalService | undefined): Given {
  if (local !== undefined) return { address: { baseUrl: local.baseUrl }, origin: `npm start (${local.folder})` };
  throw usage('Which Muster? None runs on this computer, and none is named.', {
    code: 'NoService',
    advice: 'Start one with npm start, or name one: --url, MUSTER_URL, or a profile (muster profile set --help).',
  });
}

interface SignIn {
  readonly credentials: Credentials;
  readonly signedInBy: string;
}

async function credentialsOf(
  profile: Profile | undefined,
  local: LocalService | undefined,
  anonymous: Http,
  { env }: ServicePorts,
): Promise<SignIn> {
  const token = env.MUSTER_TOKEN || env.TOKEN;
  if (token) {
    return { credentials: { kind: 'token', token }, signedInBy: env.MUSTER_TOKEN ? 'MUSTER_TOKEN' : 'TOKEN' };
  }
  const client = await clientOf(profile, env);
  if (client !== undefined) {
    const { authority, scope, audience } = await discover(anonymous, { anonymous: true });
    const tokenEndpoint =
      env.MUSTER_TOKEN_ENDPOINT || profile?.tokenEndpoint || local?.tokenEndpoint || endpointOf(authority, profile);
    if (tokenEndpoint === undefined) throw noEndpoint();
    const asked = profile?.audience === undefined ? (scope ?? scopeOf(audience)) : scopeOf(profile.audience);
    return {
      credentials: { kind: 'client', ...client, tokenEndpoint, scope: defaultScope(asked) },
      signedInBy: `client ${client.clientId}`,
    };
  }
  if (local !== undefined) {
    const { tokenEndpoint, clientId, clientSecret } = local;
    return {
      credentials: { kind: 'client', tokenEndpoint, clientId, clientSecret, scope: GRAPH_SCOPE },
      signedInBy: `the client of ${local.folder}`,
    };
  }
  const { authority, audience } = await discover(anonymous, { anonymous: true });
  const wanted = profile?.audience ?? audience;
  if (wanted === undefined) {
    throw new Failure(EXIT.notAllowed, 'Nobody is signed in.', {
      code: 'NotSignedIn',
      place: anonymous.baseUrl,
      advice: 'Set MUSTER_TOKEN, or MUSTER_CLIENT_ID and MUSTER_CLIENT_SECRET.',
    });
  }
  return {
    credentials: { kind: 'azure', scope: `${wanted}/.default`, authority },
    signedInBy: 'whoever is signed in to Azure on this computer',
  };
}

async function clientOf(profile: Profile | undefined, env: World['env']) {
  const clientId = env.MUSTER_CLIENT_ID ?? profile?.clientId;
  if (env.MUSTER_CLIENT_SECRET && clientId) return { clientId, clientSecret: env.MUSTER_CLIENT_SECRET };
  if (profile?.auth !== 'secretFile' || clientId === undefined || profile.secretFile === undefined) return undefined;
  try {
    return { clientId, clientSecret: (await readFile(profile.secretFile, 'utf8')).trim() };
  } catch (error) {
    throw usage("The profile's secret file cannot be read.", { place: profile.secretFile, cause: error });
  }
}

const scopeOf = (audience: string | undefined) => (audience === undefined ? undefined : `${audience}/.default`);

/** A client's own scope is all of one audience, never a scope of people. */
function defaultScope(scope: string | undefined): string {
  if (scope === undefined) return GRAPH_SCOPE;
  return scope.endsWith('/.default') ? scope : `${scope.replace(/\/[^/]*$/, '')}/.default`;
}

function endpointOf(authority: string | undefined, profile: Profile | undefined): string | undefined {
  if (authority !== undefined) return `${authority.replace(/\/(?:v2\.0)?\/*$/, '')}/oauth2/v2.0/token`;
  return profile?.tenant && `https://login.microsoftonline.com/${profile.tenant}/oauth2/v2.0/token`;
}

const noEndpoint = () =>
  usage('Whom to ask for a token is not known.', {
    code: 'NoTokenEndpoint',
    advice: 'Set MUSTER_TOKEN_ENDPOINT, or the tenant of the profile.',
  });

/** Who may not list jobs is believed. */
function unlisted(error: unknown, jobId: string | undefined, servicePrincipalId: string | undefined): JobPlace {
  const isRefused = error instanceof Failure && error.exit === EXIT.notAllowed;
  if (isRefused && jobId !== undefined && servicePrincipalId !== undefined) return { servicePrincipalId, jobId };
  throw error;
}

async function placeOf(
  http: Http,
  wanted: string | undefined,
  principal: string | undefined,
  local: LocalService | undefined,
): Promise<JobPlace> {
  if (wanted !== undefined && principal !== undefined) return { servicePrincipalId: principal, jobId: wanted };
  if (wanted !== undefined && wanted === local?.jobId) {
    return { servicePrincipalId: local.servicePrincipalId, jobId: local.jobId };
  }
  return findJob(http, wanted);
}
