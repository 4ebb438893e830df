/** docs/expressions.md, made from the function entries. */
import { printScalar, type Value } from '../../value';
import { isList } from './coercion';
import { type Example, type FunctionEntry, signature } from './functionEntry';
import { FUNCTION_GROUPS } from './functions/catalogue';
import { MAX_DECIMAL_DIGITS, MAX_EXPRESSION_LENGTH, MAX_NESTING, MAX_TEXT_LENGTH } from './limits';
import { MAX_STEPS } from './regex/backtracking/backtrackingMatcher';

export function expressionDocumentation(): string {
  const groups = FUNCTION_GROUPS.map(({ title, functions }) => `### ${title}\n\n${table(functions)}`);
  return `${INTRODUCTION}\n${groups.join('\n\n')}\n\n${REPLACE}\n${PATTERNS}\n${DATES}\n${LIMITS}`;
}

function table(functions: readonly FunctionEntry[]): string {
  const rows = functions.map((entry) => [code(signature(entry)), entry.help, exampleText(entry.example)]);
  return [['Function', 'Gives', 'Example'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`)
    .join('\n');
}

function exampleText({ expression, source, expected }: Example): string {
  const given = Object.entries(source).map(([name, value]) => `${name} = ${show(value)}`);
  const where = given.length === 0 ? '' : ` where ${code(given.join(', '))}`;
  return `${code(expression)}${where}: ${expectedText(expected)}`;
}

function expectedText(expected: Example['expected']): string {
  if (typeof expected === 'object' && expected !== null) {
    if ('matches' in expected) return `something like ${code(expected.matches)}`;
    if ('ignored' in expected) return 'nothing flows';
  }
  return code(show(expected));
}

function show(value: Value): string {
  if (isList(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  return value === null ? 'null' : printScalar(value);
}

/** Code with a backtick inside needs two around it. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A bar would end the cell, also inside code. */
function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const INTRODUCTION = `# Expressions

This page is generated from the functions themselves; every example on it is a test.

An attribute mapping takes its value from an expression: an attribute in square brackets, a constant, or a function of both.

\`\`\`
Join("@", ToLower(NormalizeDiacritics([name.givenName])), DefaultDomain())
\`\`\`

- An **attribute** is written exactly as the source schema names it: \`[userName]\`, \`[emails[type eq "work"].value]\`,
  \`[urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department]\`. An attribute that a person does not have is null.
- A **text** stands in quotation marks. \`\\"\` is a quotation mark and \`\\\\\` a backslash; before anything else a backslash is itself,
  so \`"\\d"\` and \`"\\\\d"\` are the same.
- A **number** is whole, \`8\`, \`-10\`, \`&HF7\`, or has a decimal point, \`0.5\`, and then at most ${MAX_DECIMAL_DIGITS} digits.
- The other **constants** are \`True\`, \`False\`, \`vbTextCompare\`, \`vbBinaryCompare\`, \`IgnoreAttributeFlow\`, which leaves the target
  attribute alone, and \`IgnoreObjectFlow\`, which leaves the person alone.
- Two values **compare** with \`=\`, \`<>\`, \`>\`, \`>=\`, \`<\` and \`<=\`: as numbers if both are, else as text, with case. Two *texts* of digits are
  equal only if they are the same text, \`"0100"\` is not \`"100"\`; against a number, and in \`<\` and its like, they count as numbers.
- Arguments may be **left out**: the slot stays, as in \`Replace([x], , "a", , "b", , )\`.
- Names are **case-sensitive**. White space, no-break spaces too, and line breaks may stand anywhere between the parts.

A character is one, wherever functions and patterns count, also beyond the Basic Multilingual Plane (\`Mid("𠮷太", 1, 1)\` is \`𠮷\`). Half
of a character, left by a text that was cut elsewhere, is read as U+FFFD: no function gives, and nothing writes, a half.

Null counts as empty text wherever a function takes text. A function that takes single values and is given a multi-valued
attribute is applied to each value and gives a multi-valued result. \`IIF\`, \`Switch\`, \`Coalesce\` and \`SelectUniqueValue\` evaluate
only the argument they choose.

A mistake in the expression is refused when the mapping is saved, with its column. What goes wrong for one person, such as a text
that is no date, fails that mapping for that person, again with the column.

## Functions
`;

const REPLACE = `### The modes of Replace

| Arguments beside the source | Gives |
| --- | --- |
| Find + Replacement | the source with every occurrence of the text replaced |
| Find + Template | the template with every occurrence of the text replaced by the source |
| RegularExpression + Replacement | the source with every match replaced; the replacement may use groups |
| RegularExpression + RegularExpressionGroupName + Replacement | the source with the group of every match replaced |
| RegularExpression + RegularExpressionGroupName + ReplacementPropertyName | the source, or, if it is empty, the group of the first match in the other attribute; null if there is no match |
`;

const PATTERNS = `## Patterns

Patterns are .NET regular expressions, with case unless they say \`(?i)\`, in Replace and in the clauses of scoping filters alike. \`\\d\`, \`\\w\`, \`\\s\`
and \`\\b\` know all of Unicode, \`$\` also matches before a line break at the end, groups without a name are numbered
before those with one, \`[a-z-[aeiou]]\` is a class without the members of another, and
\`\\p{IsGreek}\` is a block of .NET's table. A replacement knows \`$1\`, \`\${name}\`, \`$$\`, \`$&\`,
\`\` $\` \`\`, \`$'\`, \`$+\` and \`$_\`; what names no group stays as it is.

Most patterns run in time linear in the text. Look-aheads and look-behinds, back-references, atomic groups, \`\\G\`, counts above 1000 and
words beyond ASCII may take more, so their steps are counted: where a value takes more than ${MAX_STEPS} of them (some tens of
milliseconds), the mapping fails for that person with "the pattern takes too long on this value", and a clause cannot be judged: it takes
nobody who has an account out of scope. Anchor such a pattern with \`^\`, and do not nest repetitions as \`(a+)+\` does.

What is refused when the mapping is saved: conditional and balancing groups, groups named by a number, the blocks of surrogates
such as \`\\p{IsHighSurrogates}\`, and a look-behind without a greatest length beside what only the counting matcher knows, as in \`(?<=a*)b(?!c)\`.

A character beyond the Basic Multilingual Plane is one character here, where .NET sees its two halves.
`;

const DATES = `## Dates

Of no value, which is null, empty text or white space only, the date functions give no value. A difference between dates of which one is
missing cannot be compared: \`IIF(DateDiff("d", Now(), [hireDate]) > 5, …)\` fails for who has no hire date, rather than decide on what
nobody said. Ask \`IsNullOrEmpty([hireDate])\` first.

Every date is in UTC, and one without an offset is taken as UTC. Date functions answer as \`7/2/2021 3:33:38 PM\` and read that form,
ISO 8601 (\`2021-07-02\`, \`2021-07-02T15:33:38Z\`, \`2021-07-02-07:00\`), the month before the day (\`7/2/2021\`, \`7-2-2021 15:33\`), and dates with
the month's name (\`2 July 2021\`, \`Fri, 02 Jul 2021 15:33:38 GMT\`).

FormatDateTime takes .NET's formats in the invariant culture: \`d dd ddd dddd\`, \`M MM MMM MMMM\`, \`y yy yyyy\`, \`h hh H HH\`, \`m mm\`, \`s ss\`,
\`f\` to \`fffffff\`, \`F\` to \`FFFFFFF\`, \`t tt\`, \`z zz zzz\`, \`K\`, \`'text'\`, \`"text"\`, \`\\c\`, and the standard formats of one letter. A letter in a format
reads as many digits as it has letters, but a single one reads one or two. A date that is read with an offset is converted to UTC.
What a date function printed is read whatever number of digits the format asks for (\`M/d/yyyy hh:mm:ss tt\` for \`7/2/2021 3:33:38 PM\`), and a
blank of the format stands for a no-break space too. DateTimeStyles are names with commas between them or their number, such as \`"7"\`.
`;

const LIMITS = `## Limits

An expression has at most ${MAX_EXPRESSION_LENGTH} characters, and its functions nest at most ${MAX_NESTING} deep. A function makes a text of at most
${MAX_TEXT_LENGTH} characters, and a multi-valued result of at most as many altogether; beyond that the mapping fails for that person.
`;
