/** Profiles: services by name, in a file of the user's own. No secret is ever in it (spec/hands.md 1.3). */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usage } from '../exit';
import { putInPlace } from '../putInPlace';
import { configFile, type World } from '../world';

export const PROFILE_MEMBERS = [
  'url',
  'job',
  'tenant',
  'audience',
  'clientId',
  'auth',
  'secretFile',
  'tokenEndpoint',
] as const;
export type Profile = { readonly [name in (typeof PROFILE_MEMBERS)[number]]?: string };

export interface Profiles {
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

type Ports = Pick<World, 'env' | 'home' | 'platform'>;

/** @throws {Failure} 2 that names the file when it cannot be understood */
export async function readProfiles(ports: Ports): Promise<Profiles> {
  const path = configFile(ports);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { profiles: {} };
    throw error;
  }
  try {
    const { current, profiles = {} } = JSON.parse(text) as Partial<Profiles>;
    return { ...(current !== undefined && { current }), profiles };
  } catch (error) {
    throw usage('The file of profiles holds no JSON.', { place: path, advice: 'Correct or remove it.', cause: error });
  }
}

export async function writeProfiles(profiles: Profiles, ports: Ports): Promise<void> {
  const path = configFile(ports);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await putInPlace(path, (draft) => writeFile(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 }));
}

/** @param name the current one when absent @throws {Failure} 2 for a name that nobody gave */
export function profileOf({ current, profiles }: Profiles, name: string | undefined): Profile | undefined {
  const wanted = name ?? current;
  if (wanted === undefined) return undefined;
  const profile = Object.hasOwn(profiles, wanted) ? profiles[wanted] : undefined;
  if (profile !== undefined) return profile;
  throw usage(`There is no profile "${wanted}".`, {
    code: 'NoProfile',
    advice: `There ${Object.keys(profiles).length === 0 ? 'are none' : `are: ${Object.keys(profiles).join(', ')}`}. Make one with: muster profile set ${wanted} url=https://…`,
  });
}
