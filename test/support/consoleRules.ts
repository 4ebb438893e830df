/** What holds in `console/` and nowhere else (spec/console.md 1 and 8): texts in their place, and nothing that a policy of the page refuses. */
import { inAny, type Rule } from './architecture';
import { codeOf, loaderOf, type SourceFile } from './sourceTree';

const code = ({ path, text }: SourceFile) => codeOf(text, loaderOf(path));

const PAGE =
  /\b(?:document|window|navigator|localStorage|sessionStorage|location|history)\b\.|\bDate\.now\b|\bnew Date\(\)|\bfetch\(|\bawait\b/;

/** `rules/` is decisions: no package, no page, no clock, no waiting, so that a table of inputs tries each. */
export const consoleRulesKnowNoPage: Rule = (files) =>
  inAny(files, ['console/rules']).flatMap((file) => [
    ...file.imports.filter(({ isPackage }) => isPackage).map(({ to }) => `${file.path} imports ${to}`),
    ...(PAGE.test(code(file)) ? [`${file.path} knows the page`] : []),
  ]);

interface Place {
  readonly what: string;
  readonly pattern: RegExp;
  /** The one file that may. */
  readonly but?: string;
}

const PLACES: readonly Place[] = [
  { what: 'has a style of its own', pattern: /\bjsxs?\([^()]*\bstyle:|\.cssText\b|setAttribute\("style"/ },
  {
    what: 'writes markup',
    pattern: /\b(?:dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/,
  },
  { what: 'keeps things in the browser', pattern: /\blocalStorage\b/, but: 'console/state/preferences.ts' },
  {
    what: 'asks the network',
    pattern: /\bfetch\(|\bXMLHttpRequest\b|\bEventSource\b|\bsendBeacon\b/,
    but: 'console/api/client.ts',
  },
];

export const consoleKeepsToItsPlaces: Rule = (files) =>
  inAny(files, ['console']).flatMap((file) =>
    PLACES.filter(({ pattern, but }) => file.path !== but && pattern.test(code(file))).map(
      ({ what }) => `${file.path} ${what}`,
    ),
  );

/** Attributes that are read out or shown. */
const SPOKEN = /\b(?:title|placeholder|label|alt|"aria-label"|"aria-description"):("(?:[^"\\]|\\.)*")/g;
const CHILD = /\bchildren:("(?:[^"\\]|\\.)*")/g;
const CHILDREN = /\bchildren:\[((?:[^[\]"]|"(?:[^"\\]|\\.)*")*)\](?!\.)/g;
const TEXT = /"(?:[^"\\]|\\.)*"/g;
/** Two words after each other: a sentence, or the start of one. Classes are none, and stand elsewhere. */
const SENTENCE = /^"[^"]*[A-Za-z]{2,} [A-Za-z]{2,}[^"]*"$/;
const isWord = (text: string) => /[A-Za-z]{2,}/.test(text);

/** Of CSS in words of JavaScript: an editor in a shadow root has no sheet of the page's. */
const EDITOR_LOOK = 'console/expression/theme.ts';

/** Messages of faults of the console itself, and of its own commands, are for who reads its code. */
const UNSEEN = /\bnew (?:Error|RangeError|TypeError)\([^)]*\)|\b(?:class|d):(?:"(?:[^"\\]|\\.)*"|`[^`]*`)/g;

export const englishStandsInTexts: Rule = (files) =>
  inAny(files, ['console'])
    .filter(({ path }) => !path.startsWith('console/text/') && path !== EDITOR_LOOK)
    .flatMap((file) => {
      const seen = code(file).replace(UNSEEN, '');
      const spoken = [...seen.matchAll(SPOKEN), ...seen.matchAll(CHILD)].map(([, text = '']) => text);
      const among = [...seen.matchAll(CHILDREN)].flatMap(([, list = '']) => topTexts(list));
      const sentences = (seen.match(TEXT) ?? []).filter((text) => SENTENCE.test(text));
      const found = new Set([...spoken, ...among].filter(isWord).concat(sentences));
      return [...found].map((text) => `${file.path} says ${text}`);
    });

/** Texts that are children themselves: no arguments of what stands among them, and nothing that is only compared with. */
function topTexts(list: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of list.matchAll(/"(?:[^"\\]|\\.)*"|[({[]|[)}\]]/g)) {
    const isChild =
      /(?:^|[,?:]|&&)$/.test(list.slice(0, index)) && /^(?:$|[,:])/.test(list.slice(index + token.length));
    if (/^[({[]$/.test(token)) depth += 1;
    else if (/^[)}\]]$/.test(token)) depth -= 1;
    else if (depth === 0 && isChild) found.push(token);
  }
  return found;
}
