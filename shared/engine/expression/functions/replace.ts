/** Replace, whose five modes are told apart by the slots that are present (spec/engine.md 2.4). Always with case. */
import { isEmpty } from '../../../value';
import { checkLength } from '../bounds';
import { isList, textOf } from '../coercion';
import type { Evaluate } from '../evaluation';
import { type BoundCall, type CallSite, type FunctionEntry, optional, required } from '../functionEntry';
import { anything, singleType, text } from '../parameterType';
import type { Pattern } from '../pattern';
import { recentPattern } from '../recentPatterns';
import type { Match } from '../regex/match';
import { expandReplacement, groupText } from '../regex/replacement';
import { strict } from '../strictFunction';
import { columnInText } from '../syntax';

const pattern = singleType('String', (value, argument) => {
  const compilation = recentPattern(textOf(value));
  return compilation.ok ? compilation.pattern : argument.reject(`a pattern (${compilation.message})`, value);
});

const SOURCE = required('source', text);
const FIND = required('Find', text);
const PATTERN = required('RegularExpression', pattern);
const GROUP_NAME = required('RegularExpressionGroupName', text);
const REPLACEMENT = required('Replacement', text);

interface Mode {
  /** The parameters that are given beside the source, in their order. */
  readonly given: readonly string[];
  readonly compile: FunctionEntry['compile'];
}

const MODES: readonly Mode[] = [
  {
    given: ['Find', 'Replacement'],
    compile: strict([SOURCE, FIND, REPLACEMENT], replaceText),
  },
  {
    given: ['Find', 'Template'],
    compile: strict([SOURCE, FIND, required('Template', text)], (source, find, template, site) => {
      return replaceText(template, find, source, site);
    }),
  },
  {
    given: ['RegularExpression', 'Replacement'],
    compile: strict([SOURCE, PATTERN, REPLACEMENT], (source, regex, replacement, site) => {
      const parts = regex.replacement(replacement);
      return replaceMatches(source, regex, site, (match) => expandReplacement(parts, source, match));
    }),
  },
  {
    given: ['RegularExpression', 'RegularExpressionGroupName', 'Replacement'],
    compile: strict([SOURCE, PATTERN, GROUP_NAME, REPLACEMENT], (source, regex, groupName, replacement, site) => {
      const number = groupNumber(regex, groupName, site);
      return replaceMatches(source, regex, site, (match) => {
        const group = match.group(number);
        if (!group) return source.slice(match.start, match.end);
        return source.slice(match.start, group.start) + replacement + source.slice(group.end, match.end);
      });
    }),
  },
  {
    given: ['RegularExpression', 'RegularExpressionGroupName', 'ReplacementPropertyName'],
    compile: strict(
      [required('source', anything), PATTERN, GROUP_NAME, required('ReplacementPropertyName', text)],
      (source, regex, groupName, property, site) => {
        if (!isEmpty(source)) return source;
        const number = groupNumber(regex, groupName, site);
        const [first] = regex.matches(property, site.fail);
        return first ? groupText(number, property, first) : null;
      },
    ),
  },
];

function replaceText(within: string, find: string, replacement: string, site: CallSite): string {
  if (find === '') return site.fail('Find must not be empty.');
  const pieces = within.split(find);
  checkLength(within.length + (pieces.length - 1) * (replacement.length - find.length), site);
  return pieces.join(replacement);
}

function replaceMatches(source: string, regex: Pattern, site: CallSite, replace: (match: Match) => string): string {
  let result = '';
  let done = 0;
  for (const match of regex.matches(source, site.fail)) {
    result += source.slice(done, match.start) + replace(match);
    checkLength(result.length, site);
    done = match.end;
  }
  return result + source.slice(done);
}

function groupNumber(regex: Pattern, name: string, site: CallSite): number {
  return regex.findGroup(name) ?? site.fail(noSuchGroup(name));
}

function noSuchGroup(name: string): string {
  return `the pattern has no group ${JSON.stringify(name)}.`;
}

const replace: FunctionEntry = {
  name: 'Replace',
  help: 'The source with text or matches of a .NET pattern replaced; what it does depends on which arguments are given.',
  parameters: [
    required('source', text),
    optional('Find', text),
    optional('RegularExpression', text),
    optional('RegularExpressionGroupName', text),
    optional('Replacement', text),
    optional('ReplacementPropertyName', text),
    optional('Template', text),
  ],
  example: {
    expression: 'Replace([telephoneNumber], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", , "${phoneNumber}", , )',
    source: { telephoneNumber: '+91 9998887777' },
    expected: '9998887777',
  },
  compile({ args, rest, site }) {
    const given = replace.parameters.slice(1).flatMap(({ name }, index) => (args[index + 1] ? [name] : []));
    const mode = MODES.find((candidate) => candidate.given.join() === given.join());
    if (!mode) return site.refuse('arity', noMode(given));
    return refuseConstants(args, site) ?? mode.compile({ args: args.filter((argument) => argument), rest, site });
  },
};

function noMode(given: readonly string[]): string {
  const modes = MODES.map((mode) => mode.given.join(' + ')).join('; ');
  return `Replace needs one of ${modes}; it has ${given.join(' + ') || 'only a source'}.`;
}

/** A constant pattern, and the name of a group in it, are checked when the expression is saved. */
function refuseConstants([, , regex, groupName]: BoundCall['args'], site: CallSite): Evaluate | undefined {
  if (regex?.constant === undefined || isList(regex.constant)) return undefined;
  const compilation = recentPattern(textOf(regex.constant));
  if (!compilation.ok) {
    const { node } = regex;
    const column = node.kind === 'text' ? columnInText(node, compilation.offset) : node.column;
    return site.refuse('parse', `Replace cannot use the pattern: ${compilation.message}`, column);
  }
  if (groupName?.constant === undefined || isList(groupName.constant)) return undefined;
  const name = textOf(groupName.constant);
  if (compilation.pattern.findGroup(name) !== undefined) return undefined;
  return site.refuse('parse', `Replace: ${noSuchGroup(name)}`, groupName.node.column);
}

export const REPLACE_FUNCTIONS = [replace];
