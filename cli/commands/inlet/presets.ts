/** `muster inlet presets`: the HR systems and kinds of sender there is a preset for. Nobody is asked: they are in here. */
import type { Command } from 'commander';
import { findPreset, PRESET_NAMES, type Preset, presetCatalogue } from '../../../shared/inlets/presets/presets';
import { usage } from '../../exit';
import { addCommand, type Stage } from '../command';

export function addInletPresets(family: Command, stage: Stage): void {
  addCommand(family, stage, {
    name: 'presets [name]',
    summary: 'List what there is a preset for, or show one: what it needs, and what to click',
    examples: ['muster inlet presets', 'muster inlet presets bamboohr', 'muster inlet presets hibob -o json'],
    run: async ({ answers }, [name]) => {
      if (name !== undefined) {
        const preset = findPreset(name);
        if (preset === undefined) {
          throw usage(`There is no preset "${name}".`, { advice: `There are ${PRESET_NAMES.join(', ')}.` });
        }
        await answers.single({ kind: 'muster.inletPreset/1', value: preset, text: textOf, name: (one) => one.name });
        return;
      }
      await answers.list({
        kind: 'muster.inletPresets/1',
        rows: presetCatalogue(),
        columns: [
          { name: 'name', read: (preset) => preset.name },
          { name: 'title', read: (preset) => preset.title },
          { name: 'settings', read: ({ settings }) => Object.keys(settings).join(', ') },
          { name: 'tried', read: (preset) => preset.verified ?? (isVendor(preset) ? 'never, against the vendor' : '') },
          { name: 'summary', read: ({ summary }) => summary },
        ],
        name: (preset) => preset.name,
      });
    },
  });
}

/** Others are kinds of sender, which everybody tries with their own. */
const isVendor = ({ sources }: Preset) => sources.length > 0;

function textOf(preset: Preset): string {
  const { title, summary, verified, settings, secret, fetchSecret, connect, leavers, unknown } = preset;
  const list = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
  const needs = [
    ...Object.entries(settings).map(([name, { help }]) => `--set ${name}=…  ${help}`),
    `the secret: ${secret}`,
    ...(fetchSecret === null ? [] : [`the fetch secret: ${fetchSecret}`]),
  ];
  return [
    `${title}. ${summary}`,
    ...(isVendor(preset)
      ? [verified === null ? 'Never tried against the vendor.' : `Tried against the vendor on ${verified}.`]
      : []),
    ...list('It needs', needs),
    ...list('To connect', numbered(connect)),
    ...list('Leavers', [leavers]),
    ...list('Not known', unknown),
  ].join('\n');
}

export const numbered = (lines: readonly string[]) => lines.map((line, index) => `${index + 1}. ${line}`);
