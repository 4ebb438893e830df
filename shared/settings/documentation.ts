/** docs/settings.md, made from the table of settings. */
import type { Setting } from './setting';
import { SETTING_GROUPS, type SettingGroup } from './table';

const HEADER = ['Setting', 'When it is not set', 'Must be', 'What it is for', 'Secret'];

export function settingsDocumentation(): string {
  return [INTRODUCTION, ...SETTING_GROUPS.map(section)].join('\n');
}

function section({ title, settings }: SettingGroup): string {
  const rows = Object.entries(settings).map(([name, row]) => [
    `\`${name}\``,
    whenAbsent(row),
    row.kind.expectation,
    row.meaning,
    row.isSecret ? '**yes**' : 'no',
  ]);
  const lines = [HEADER, HEADER.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `## ${title}\n\n${lines.join('\n')}\n`;
}

function whenAbsent(row: Setting<unknown>): string {
  if ('needed' in row) return '**nothing starts**';
  if ('otherwise' in row) return row.otherwise;
  const written = row.kind.write(row.fallback);
  return written === '' ? 'none' : `\`${written}\``;
}

const INTRODUCTION = `# Settings

This page is made from the table that Muster reads its settings from (\`shared/settings/table.ts\`); a test holds it to that table.

Settings are environment variables: application settings of a function app ([deploy.md](deploy.md#what-can-be-chosen) tells where they are written so that they stay), or what a shell has exported before \`npm start\`, which sets
what it needs itself and leaves alone what is set already. Blanks around a value do not count, and a blank value is none. When
something is missing or wrong, Muster does not start and names every fault at once, with the setting and what it must be.

What is a setting of one job (the deletion threshold, who is forgotten when) is told in [operations.md](operations.md), what is a
secret of one target in [targets.md](targets.md), what an agent reads in [agent.md](agent.md).
`;
