/**
 * Which service, as whom, and which of its jobs: the first that says so wins, from the options over the environment, a
 * profile and a running `npm start` to whoever is signed in to Azure (spec/hands.md 1.3).
 */
import { EXIT, Failure, usage } from '../exit';
import type { World } from '../world';
import { type Address, readAddress } from './address';
import { type Discovery, discover } from './discovery';
import { createHttp, type Http } from './http';
import { findJob, type JobPlace } from './jobs';
import { findLocalService, type LocalService } from './localService';
import { type Profile, profileOf, readProfiles } from './profiles';
import { credentialsOf } from './signIn/credentials';
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
  /** What the service says of itself; asked once with a token, or each time without. */
  discovery(options?: { readonly anonymous: boolean }): Promise<Discovery>;
  /** The application that people sign in to, where it is known. */
  readonly publicClientId: string | undefined;
}

export type ServicePorts = World & { readonly azureToken: AzureToken; readonly debug: (text: string) => void };

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
    publicClientId: env.MUSTER_CLIENT_ID ?? profile?.clientId ?? local?.clientId,
    discovery: (options) => {
      if (options?.anonymous) return discover(anonymous, options);
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
