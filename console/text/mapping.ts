/** Words of the attribute mapping, its drawer and what comes before it is saved. */
import { count, counted } from '../rules/numbers';

/** How many people a draft does what to. */
interface Impacted {
  readonly unchanged: number;
  readonly create: number;
  readonly update: number;
  readonly disable: number;
  readonly delete: number;
  readonly failed: number;
}

export const mappingWords = {
  title: 'Attribute mapping',
  lede: (source: string, target: string, version: string, changes: number) =>
    `${source} to ${target}. Version ${version} is in use; ${
      changes === 0 ? 'nothing is changed.' : `you have ${counted(changes, 'unsaved change')}.`
    }`,
  versions: 'Versions',
  json: 'JSON',
  discard: 'Discard',
  review: 'Review and save',
  find: 'Find a mapping',
  findHint: 'Attribute or expression',
  show: 'Show',
  shows: {
    all: 'All',
    changed: 'Changed',
    expression: 'Expressions',
    warning: 'With a warning',
    matching: 'Matching',
  },
  add: 'Add mapping',
  addTitle: 'Map another attribute',
  addHint: 'Attributes of the target that nothing is mapped to.',
  addVerb: 'Map it',
  nothingToAdd: 'Every attribute of the target is mapped.',
  addSource: 'Add source attribute',
  addSourceTitle: 'Let people say another attribute',
  addSourceHint: 'As uploads send it: a name at the top, or one of your own such as urn:contoso:employee:JobCode.',
  sourceName: 'Name',
  sourceType: 'Type',
  sourceMany: 'Several values',
  sourceTaken: 'The schema has an attribute of this name.',
  sourceWrong: 'A name has letters, digits, and . _ : - between them.',
  columns: { target: 'Target attribute', source: 'Source', apply: 'Apply' },
  for: (name: string) => `For ${name}`,
  forNobody: 'For nobody',
  matchOf: (priority: number) => `match ${priority}`,
  required: 'required',
  changed: 'changed',
  nothing: 'nothing',
  warnings: (count: number) => counted(count, 'warning'),
  noWarning: 'No warning',
  nothingMatches: 'No mapping matches.',
  flow: {
    Always: 'always',
    ObjectAddOnly: 'on creation',
    AttributeAddOnly: 'into an empty attribute',
    ValueAddOnly: 'adds values',
    MultiValueAddOnly: 'adds values',
  },
} as const;

export const mappingDrawer = {
  tabs: { expression: 'Source', behaviour: 'Behaviour', uses: 'Where it goes' },
  tabList: 'Mapping',
  kind: 'Takes',
  kinds: { direct: 'An attribute', constant: 'A constant', expression: 'An expression', none: 'Nothing' },
  attribute: 'Source attribute',
  constant: 'Text',
  expression: 'Expression',
  completes: 'Ctrl Space completes',
  tried: 'Tried on',
  asYouType: 'as you type',
  choosePerson: 'Choose a person',
  nobody: 'Nobody is known yet. Send an upload, and mappings are tried on its people.',
  reads: 'reads',
  gives: 'gives',
  has: 'account has',
  because: 'because',
  equal: 'The account has it already.',
  differs: 'It differs from what the account has.',
  example: 'An example: chance, the moment or what is taken in the target decides.',
  drawAgain: 'Draw again',
  column: (column: number, message: string) => `Column ${column}: ${message}`,
  defaultValue: 'Default value',
  defaultHint: 'Used when an account is created and the source has no value.',
  apply: 'Apply',
  applies: {
    Always: 'Always',
    ObjectAddOnly: 'Only when the account is created',
    AttributeAddOnly: 'Only into an attribute without a value',
    ValueAddOnly: 'Always; several values are added and none is taken away',
    MultiValueAddOnly: 'Only to add values to a multi-valued attribute',
  },
  nulls: 'When the source has no value',
  nullKinds: {
    keep: 'Keep what the account has',
    clear: 'Clear it, also where an upload leaves the attribute out',
    half: 'One of two gates is open: nothing is cleared',
  },
  nullHint: 'Clearing opens a gate on the source attribute too; other mappings that read it are not changed.',
  matching: 'Matching',
  matchingHint: 'The order in which accounts are looked for by this attribute; empty: not at all.',
  usesNothing: 'This mapping reads nothing.',
  usesAlone: (name: string) => `${name} is read by no other mapping.`,
  usesOthers: (name: string) => `${name} is also read by`,
  remove: 'Remove',
  undo: 'Undo',
  done: 'Done',
  required: 'An account cannot be created without it.',
  readOnly: 'The target does not take a value for it.',
} as const;

export const reviewWords = {
  title: 'Review and save',
  changes: (count: number) => counted(count, 'change'),
  scope: 'The scoping filter or the target actions are changed.',
  mapping: 'Mapping',
  before: 'Before',
  after: 'After',
  values: 'What it gives',
  isNew: 'new',
  isGone: 'removed',
  nothing: 'nothing',
  faults: 'This cannot be saved',
  warnings: 'Worth knowing before you save',
  save: 'Save',
  saved: (version: string) => `Saved. Version ${version} is in use, and everybody is looked at again.`,
  conflict: 'Somebody else has saved this schema meanwhile',
  conflictLede: 'Nothing of yours is lost. What only one of you changed is taken as it is; choose where both did.',
  theirs: 'Theirs',
  mine: 'Yours',
  takeOver: 'Go on from theirs',
  impact: 'Everybody’s last data',
  impactAsk: 'Show what changes for whom',
  impactRunning: (found: number) =>
    `Looking at everybody… ${found === 0 ? 'nobody' : counted(found, 'person', 'people')} would change so far.`,
  impactMore: (others: string) => `and ${others} more`,
  impactSum: ({ unchanged, create, update, disable, failed, ...sum }: Impacted) =>
    `${counted(unchanged, 'person', 'people')} stay as they are, ${count(create)} get an account, ${count(update)} change, ${count(disable)} are disabled, ${count(sum.delete)} deleted; ${count(failed)} fail.`,
  impactUnknown: 'What changes for whom has not been seen. Type the name of the job to save it all the same.',
  guardTyped: 'Saving this holds deletions. Type the name of the job to save it all the same.',
} as const;

export const versionWords = {
  title: 'Versions',
  lede: 'The newest twenty. Restoring saves an old one as a new version, after you have reviewed it.',
  none: 'Only the version in use is kept so far.',
  version: 'Version',
  saved: 'Saved',
  by: 'By',
  compare: 'Compare',
  with: 'with',
  differs: (count: number) => (count === 1 ? '1 mapping differs.' : `${counted(count, 'mapping')} differ.`),
  alike: 'They are the same.',
  same: 'as in use',
  restore: 'Take it as a draft',
  close: 'Close',
} as const;

export const jsonWords = {
  title: 'The schema as JSON',
  lede: 'As Graph has it. What you change here becomes your draft; nothing is saved.',
  label: 'Schema',
  apply: 'Take it as the draft',
  download: 'Download',
} as const;
