/** `muster whoami`: which service, found how, and as whom. */
import type { Command } from 'commander';
import type { Discovery } from '../client/discovery';
import type { Service } from '../client/service';
import { localTime } from '../output/numbers';
import { addCommand, type Stage } from './command';

export function addWhoami(program: Command, stage: Stage): void {
  addCommand(program, stage, {
    name: 'whoami',
    summary: 'Show which service is meant, and who you are to it',
    examples: ['muster whoami', 'muster whoami --json'],
    run: async ({ service, answers }) => {
      await answers.single({ kind: 'muster.whoami/1', value: await look(await service()), text });
    },
  });
}

interface Identity {
  readonly url: string;
  readonly foundBy: string;
  readonly signedInBy: string;
  readonly job: string | null;
  readonly name: string | null;
  readonly objectId: string | null;
  readonly roles: readonly string[];
  readonly expiresDateTime: string | null;
  readonly version: string | null;
}

/** The service's own word where it gives one; else what stands in the token, which nobody has verified here. */
async function look(service: Service): Promise<Identity> {
  await service.tokens.bearer(new URL(service.http.baseUrl));
  const { caller, version }: Discovery = await service.discovery();
  const { oid, name, upn, appid, azp, exp } = service.tokens.claims();
  const textOf = (...values: readonly unknown[]) =>
    values.find((value): value is string => typeof value === 'string') ?? null;
  const job = await service.job().catch(() => undefined);
  return {
    url: service.http.baseUrl,
    foundBy: service.origin,
    signedInBy: service.signedInBy,
    job: job?.jobId ?? null,
    name: textOf(caller?.userPrincipalName, caller?.displayName, upn, name, caller?.appId, appid, azp),
    objectId: textOf(caller?.objectId, oid),
    roles: caller?.roles ?? service.tokens.roles(),
    expiresDateTime: caller?.expiresDateTime ?? (typeof exp === 'number' ? new Date(exp * 1_000).toISOString() : null),
    version: version ?? null,
  };
}

function text({ url, foundBy, signedInBy, job, name, roles, expiresDateTime, version }: Identity): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Service', `${url}${version === null ? '' : `, version ${version}`}, found by ${foundBy}`],
    ['Job', job ?? 'not clear: name one with --job'],
    ['You', `${name ?? 'unknown'}, as ${signedInBy}`],
    ['Roles', roles.length === 0 ? 'none' : roles.join(', ')],
    ['Token until', expiresDateTime === null ? 'not known' : localTime(expiresDateTime)],
  ];
  return lines.map(([label, value]) => `${label.padEnd(12)} ${value}\n`).join('');
}
