/** `muster profile`: services by name, so that no address has to be typed. No secret is ever in it. */
import type { Command } from 'commander';
import { readAddress } from '../client/address';
import { PROFILE_MEMBERS, type Profile, profileOf, readProfiles, writeProfiles } from '../client/profiles';
import { EXIT, type ExitCode, usage } from '../exit';
import { addCommand, addFamily, type Muster, type Stage } from './command';

interface NamedProfile extends Profile {
  readonly name: string;
  readonly current: boolean;
}

export function addProfile(program: Command, stage: Stage): void {
  const family = addFamily(program, 'profile', 'Services by name');
  addCommand<{ readonly dryRun?: boolean }>(family, stage, {
    name: 'set <name> [setting...]',
    summary: 'Make or change a profile',
    description: `Settings are NAME=VALUE: ${PROFILE_MEMBERS.join(', ')}. NAME= takes one away. auth is secretFile (with clientId and secretFile), or azure, as whoever is signed in.`,
    examples: [
      'muster profile set prod url=https://muster.example.com job=API2AAD auth=azure --dry-run',
      'muster profile set prod url=https://muster.example.com',
    ],
    options: (command) => command.option('--dry-run', 'show the profile, and keep nothing'),
    run: (muster, [name = '', ...settings], { dryRun }) => set(muster, name, settings, dryRun === true),
  });
  addCommand(family, stage, {
    name: 'list',
    summary: 'List the profiles',
    examples: ['muster profile list'],
    run: async ({ answers, world }) => {
      const { current, profiles } = await readProfiles(world);
      const rows: NamedProfile[] = Object.entries(profiles).map(([name, profile]) => ({
        name,
        current: name === current,
        ...profile,
      }));
      await answers.list({
        kind: 'muster.profiles/1',
        rows,
        columns: [
          { name: 'current', heading: '', read: (row) => (row.current ? '*' : '') },
          { name: 'name', read: (row) => row.name },
          { name: 'url', read: (row) => row.url ?? '' },
          { name: 'job', read: (row) => row.job ?? '' },
          { name: 'auth', read: (row) => row.auth ?? '' },
        ],
        name: (row) => row.name,
        empty: 'There are none. Make one with: muster profile set NAME url=https://…',
      });
    },
  });
  addCommand(family, stage, {
    name: 'use <name>',
    summary: 'Make a profile the current one; - for none',
    examples: ['muster profile use prod', 'muster profile use -'],
    run: async ({ world }, [name = '']) => {
      const { current: _, ...rest } = await readProfiles(world);
      if (name !== '-') profileOf(rest, name);
      await writeProfiles(name === '-' ? rest : { ...rest, current: name }, world);
    },
  });
}

async function set(
  { world, answers }: Muster,
  name: string,
  settings: readonly string[],
  dryRun: boolean,
): Promise<ExitCode> {
  if (!/^[\w.-]+$/.test(name)) throw usage(`"${name}" is no name for a profile.`);
  const known = await readProfiles(world);
  const profile: Record<string, string> = { ...known.profiles[name] };
  for (const setting of settings) {
    const [, member = '', value = ''] = /^(\w+)=(.*)$/.exec(setting) ?? [];
    if (!PROFILE_MEMBERS.some((one) => one === member)) {
      throw usage(`"${setting}" is no setting of a profile.`, {
        advice: `Expected NAME=VALUE, where NAME is ${PROFILE_MEMBERS.join(', ')}.`,
      });
    }
    if (member === 'url' && value !== '') readAddress(value, 'url');
    if (value === '') delete profile[member];
    else profile[member] = value;
  }
  if (!dryRun) await writeProfiles({ ...known, profiles: { ...known.profiles, [name]: profile } }, world);
  await answers.single({
    kind: 'muster.profile/1',
    value: { name, ...profile },
    text: (value) => JSON.stringify(value, null, 2),
  });
  return EXIT.done;
}
