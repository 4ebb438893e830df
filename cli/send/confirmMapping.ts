/** A mapping is used when somebody has looked at it: nothing guessed is ever sent unseen (spec/hands.md 1.6). */
import { writeFile } from 'node:fs/promises';
import { usage } from '../exit';
import { isBlank, type Table } from '../files/table';
import { type ColumnSample, mappingOf, type Proposal, proposeMapping } from '../mapping/autoMap';
import { isOurs } from '../mapping/header';
import type { MappingFile, Rule } from '../mapping/mappingFile';
import { guessWord } from '../mapping/synonyms';
import type { Messages } from '../output/messages';
import { count } from '../output/numbers';
import { renderTable } from '../output/table';
import { headerHash, type KnownMapping, type OpenedFile } from './openFile';

export interface ConfirmOptions {
  /** `--yes`: whoever says so has looked. */
  readonly yes: boolean;
  /** Nothing is written. */
  readonly dryRun: boolean;
}

/** @returns `undefined` for JSON @throws {Failure} 2 where nobody has looked and nobody can be asked */
export async function confirmedMapping(
  file: OpenedFile,
  options: ConfirmOptions,
  messages: Messages,
): Promise<KnownMapping | undefined> {
  const { table, known } = file;
  if (table === undefined) return undefined;
  const hash = headerHash(table.columns);
  if (known === undefined) return propose(file, table, options, messages);
  if (known.mapping.confirmed === hash) return known;
  messages.note(`${known.path} is for another header, or nobody has confirmed it yet:\n`);
  messages.note(rulesTable(known.mapping));
  const samples = await sampleColumns(table);
  for (const line of otherWords(known.mapping, samples)) messages.warn(line);
  const decided = await decideEmptyTable(known.mapping, samples, known.path, messages);
  if (!options.yes) await askWhether(known.path, messages);
  const mapping = { ...decided, confirmed: hash };
  if (options.dryRun) return { ...known, mapping };
  const path = isOurFile(known.path) ? known.path : `${file.source.path}.mapping.json`;
  await writeMapping(path, mapping); // of another tool's mapping a copy of our kind is kept; its own stays as it is
  return { path, mapping };
}

/** A mapping nobody has written: made from the header, shown, kept beside the file, and asked about. */
async function propose(
  file: OpenedFile,
  table: Table,
  { yes, dryRun }: ConfirmOptions,
  messages: Messages,
): Promise<KnownMapping> {
  if (file.source.isPipe) {
    throw usage('What comes through a pipe needs a mapping.', {
      code: 'Mapping',
      advice: 'Name it with --mapping FILE.',
    });
  }
  const proposal = proposeMapping(await sampleColumns(table));
  const columns = table.columns.filter((column) => !isOurs(column));
  const read = { encoding: table.encoding.name, delimiter: table.delimiter };
  const path = `${file.source.path}.mapping.json`;
  let mapping = mappingOf(proposal, columns, read);
  if (!dryRun) await writeMapping(path, mapping);
  messages.note(`No mapping for ${file.source.name} yet. Proposed${dryRun ? '' : `, and written to ${path}`}:\n`);
  messages.note(proposalText(proposal));
  if (proposal.open.length > 0 || dryRun) throw undecided(path, proposal.open);
  mapping = await decideWords(mapping, proposal.status, path, messages);
  if (!yes) await askWhether(path, messages);
  mapping = { ...mapping, confirmed: headerHash(table.columns) };
  await writeMapping(path, mapping);
  return { path, mapping };
}

/** A proposal that is shown, and neither kept nor confirmed. */
export async function proposedFor(file: OpenedFile, table: Table, messages: Messages): Promise<KnownMapping> {
  const proposal = proposeMapping(await sampleColumns(table));
  messages.note(`No mapping for ${file.source.name} yet. Proposed:\n`);
  messages.note(proposalText(proposal));
  const read = { encoding: table.encoding.name, delimiter: table.delimiter };
  const columns = table.columns.filter((column) => !isOurs(column));
  return { path: `${file.source.path}.mapping.json`, mapping: mappingOf(proposal, columns, read) };
}

export async function writeMapping(path: string, mapping: MappingFile): Promise<void> {
  await writeFile(path, `${JSON.stringify(mapping, null, 2)}\n`).catch((error: NodeJS.ErrnoException) => {
    throw usage(`The mapping cannot be written: ${error.message}`, {
      place: path,
      advice: 'Name one with --mapping FILE.',
      cause: error,
    });
  });
}

/** Words that a table says nothing of and that all become one value: told with how often they stand there. */
function otherWords({ map }: MappingFile, samples: readonly ColumnSample[]): readonly string[] {
  return Object.entries(map).flatMap(([attribute, rule]) => {
    if (!isValues(rule) || rule.otherwise === undefined) return [];
    const known = new Set(Object.keys(rule.values).map((word) => word.toLowerCase()));
    const words = samples.find(({ column }) => column.toLowerCase() === rule.column.toLowerCase())?.words;
    const others = [...(words ?? [])].filter(([word]) => !known.has(word.toLowerCase()));
    const told =
      words === undefined
        ? 'too many words to list'
        : others.map(([word, times]) => `${word} (${count(times)})`).join(', ');
    return told === '' ? [] : [`${attribute}: ${told} in ${rule.column} → ${rule.otherwise}`];
  });
}

/** The wizard's mapping says no word: they are proposed from the file, and decided by somebody. */
async function decideEmptyTable(
  mapping: MappingFile,
  samples: readonly ColumnSample[],
  path: string,
  messages: Messages,
): Promise<MappingFile> {
  const rule = mapping.map.active;
  if (rule === undefined || !isValues(rule) || Object.keys(rule.values).length > 0 || rule.otherwise !== undefined)
    return mapping;
  const words =
    samples.find(({ column }) => column.toLowerCase() === rule.column.toLowerCase())?.words ??
    new Map<string, number>();
  const values = Object.fromEntries([...words.keys()].map((word) => [word, guessWord(word)]));
  const proposed = { ...mapping, map: { ...mapping.map, active: { ...rule, values } } };
  const own = isOurFile(path) ? path : `${path}.mapping.json`;
  await writeMapping(own, proposed);
  return decideWords(proposed, { column: rule.column, words }, own, messages);
}

const isOurFile = (path: string) => /\.mapping\.json$/i.test(path);

async function askWhether(path: string, messages: Messages): Promise<void> {
  const answer = await messages.ask('Send with this mapping? [y/N] ', undecided(path, []));
  if (!/^y(es)?$/i.test(answer)) throw undecided(path, []);
}

const undecided = (path: string, details: readonly string[]) =>
  usage('Nobody has confirmed the mapping. Nothing was sent.', {
    code: 'Unconfirmed',
    place: path,
    details,
    advice: 'Look through it, correct it where it is wrong, then send again with --yes.',
  });

/** Who is enabled and who is not is never guessed: each word is decided by somebody, here or in the file. */
async function decideWords(
  mapping: MappingFile,
  status: Proposal['status'],
  path: string,
  messages: Messages,
): Promise<MappingFile> {
  const rule = mapping.map.active;
  if (status === undefined || rule === undefined || !isValues(rule)) return mapping;
  const values = { ...rule.values };
  const otherwise = undecided(path, [
    `Under "active" it says what each word of ${status.column} means: true is enabled, false disabled; rows with a word that is null are refused.`,
  ]);
  for (const [word, guess] of Object.entries(values)) {
    const proposed = guess === null ? '' : ` (${guess})`;
    const question = `Is "${word}" in ${status.column} an enabled account? true, false or refuse${proposed}: `;
    values[word] = decided(await messages.ask(question, otherwise), guess);
  }
  return { ...mapping, map: { ...mapping.map, active: { ...rule, values } } };
}

const isValues = (rule: Rule): rule is Extract<Rule, { column: string }> =>
  typeof rule === 'object' && 'column' in rule;

function decided<T>(answer: string, guess: T): boolean | null | T {
  if (/^(t|true|y|yes)$/i.test(answer)) return true;
  if (/^(f|false|n|no)$/i.test(answer)) return false;
  return answer === '' ? guess : null;
}

const EXAMPLES = 3;
const MOST_WORDS = 30;

/** One pass over the file: words of a status column may stand anywhere. */
async function sampleColumns(table: Table): Promise<readonly ColumnSample[]> {
  const samples = table.columns.map((column) => ({
    column,
    examples: [] as string[],
    words: new Map<string, number>() as Map<string, number> | undefined,
  }));
  for await (const { cells } of table.records()) {
    if (isBlank(cells) || cells.length !== table.columns.length) continue;
    for (const [index, sample] of samples.entries()) {
      const text = (cells[index] ?? '').trim();
      if (text === '') continue;
      if (sample.examples.length < EXAMPLES && !sample.examples.includes(text)) sample.examples.push(text);
      sample.words?.set(text, (sample.words.get(text) ?? 0) + 1);
      if ((sample.words?.size ?? 0) > MOST_WORDS) sample.words = undefined;
    }
  }
  return samples.filter(({ column }) => !isOurs(column));
}

function proposalText({ columns, status }: Proposal): string {
  const rows = columns.map(({ column, attribute, certainty, examples }) => [
    column,
    attribute,
    certainty,
    examples.join(' | '),
  ]);
  const table = renderTable(['COLUMN', 'ATTRIBUTE', 'HOW SURE', 'EXAMPLES'], rows, { width: undefined });
  if (status === undefined) return table;
  const words = [...status.words].map(([word, times]) => `${word} (${count(times)})`).join(', ');
  return `${table}\nWords of ${status.column}, which enables and disables: ${words || 'none, or too many'}\n`;
}

function rulesTable({ map }: MappingFile): string {
  const rows = Object.entries(map).map(([attribute, rule]) => [attribute, ruleText(rule)]);
  return renderTable(['ATTRIBUTE', 'FROM'], rows, { width: undefined });
}

/** What a rule takes a value from, for people. */
export function ruleText(rule: Rule): string {
  if (typeof rule === 'string') return rule;
  if ('value' in rule) return JSON.stringify(rule.value);
  const others = rule.otherwise === undefined ? '' : `, any other word → ${rule.otherwise}`;
  const words = Object.entries(rule.values).map(([word, value]) => `${word} → ${value ?? 'refused'}`);
  return `${rule.column}: ${words.join(', ')}${others}`;
}
