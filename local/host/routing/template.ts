/**
 * Route templates as ASP.NET Core reads them: `servicePrincipals/{id}/jobs('{job:guid}')/{*rest}`. A segment is literal
 * text, a parameter, or both mixed; `{name?}` may be missing at the end, `{*name}` takes all that is left.
 */
import { type Constraint, createConstraint } from './constraints';

export type RouteParams = Readonly<Record<string, string>>;

export interface RouteTemplate {
  readonly text: string;
  readonly segments: readonly Segment[];
}

interface Segment {
  /** ASP.NET's order of precedence: the smaller goes first. */
  readonly rank: 1 | 2 | 3 | 4 | 5;
  readonly optional: boolean;
  readonly catchAll: boolean;
  readonly pattern: RegExp;
  /** In the order of the pattern's groups. */
  readonly parameters: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly constraints: readonly Constraint[];
  readonly optional: boolean;
  readonly catchAll: boolean;
}

/** @throws {Error} that quotes the template and says what is wrong with it */
export function parseTemplate(text: string): RouteTemplate {
  try {
    const segments = splitSegments(text.replace(/^\/+|\/+$/g, '')).map(parseSegment);
    checkOrder(segments);
    return { text, segments };
  } catch (error) {
    throw new Error(`Route "${text}": ${error instanceof Error ? error.message : error}.`, { cause: error });
  }
}

/** @param path decoded segments @returns the parameters, or `undefined` when the path does not fit */
export function matchTemplate(template: RouteTemplate, path: readonly string[]): RouteParams | undefined {
  const params: Record<string, string> = {};
  const { segments } = template;
  if (path.length > segments.length && segments.at(-1)?.catchAll !== true) return undefined;
  for (const [index, segment] of segments.entries()) {
    const present = index < path.length;
    if (!present && !segment.optional) return undefined;
    if (!present) break;
    const found = matchSegment(segment, segment.catchAll ? path.slice(index).join('/') : (path[index] ?? ''));
    if (found === undefined) return undefined;
    Object.assign(params, found);
  }
  return params;
}

/** Negative when `a` is the more specific one: the first segment in which they differ decides. */
export function comparePrecedence(a: RouteTemplate, b: RouteTemplate): number {
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index];
    if (other === undefined) return 1;
    if (segment.rank !== other.rank) return segment.rank - other.rank;
  }
  return a.segments.length - b.segments.length;
}

function matchSegment(segment: Segment, text: string): RouteParams | undefined {
  const match = segment.pattern.exec(text);
  if (match === null) return undefined;
  const params: Record<string, string> = {};
  for (const [index, { name, constraints }] of segment.parameters.entries()) {
    const value = match[index + 1] ?? '';
    if (!constraints.every((holds) => holds(value))) return undefined;
    params[name] = value;
  }
  return params;
}

/** Slashes inside braces belong to a constraint. */
function splitSegments(text: string): string[] {
  if (text === '') return [];
  const segments = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === '/' && depth === 0) segments.push('');
    else segments[segments.length - 1] += character;
  }
  return segments;
}

function parseSegment(text: string): Segment {
  if (text === '') throw new Error('a segment is empty');
  const parts = splitParts(text);
  const parameters = parts.filter((part) => typeof part !== 'string');
  const catchAll = parameters.some((parameter) => parameter.catchAll);
  const optional = parameters.some((parameter) => parameter.optional || parameter.catchAll);
  if (optional && parts.length > 1) throw new Error(`"${text}" mixes text with an optional or catch-all parameter`);

  const source = parts.map((part) => {
    if (typeof part === 'string') return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return part.catchAll ? '(.*)' : '(.+)';
  });
  return { rank: rankOf(parts), optional, catchAll, pattern: new RegExp(`^${source.join('')}$`, 'is'), parameters };
}

function rankOf(parts: readonly (string | Parameter)[]): Segment['rank'] {
  const [only] = parts;
  if (parts.length > 1 || only === undefined) return 2;
  if (typeof only === 'string') return 1;
  const constrained = only.constraints.length > 0;
  if (only.catchAll) return constrained ? 4 : 5;
  return constrained ? 2 : 3;
}

/** Literal text and parameters in turn. Doubled braces are literal, inside constraints too. */
function splitParts(text: string): (string | Parameter)[] {
  const parts: (string | Parameter)[] = [];
  let rest = text;
  while (rest !== '') {
    const literal = /^(?:[^{}]|\{\{|\}\})+/.exec(rest)?.[0];
    const parameter = /^\{((?:[^{}]|\{\{|\}\})+)\}/.exec(rest);
    if (literal !== undefined) {
      parts.push(undouble(literal));
      rest = rest.slice(literal.length);
    } else if (parameter?.[1] !== undefined) {
      if (typeof parts.at(-1) === 'object') throw new Error(`"${text}" has two parameters with nothing between them`);
      parts.push(parseParameter(undouble(parameter[1])));
      rest = rest.slice(parameter[0].length);
    } else {
      throw new Error(`"${text}" has a brace without its partner`);
    }
  }
  return parts;
}

function undouble(text: string): string {
  return text.replaceAll('{{', '{').replaceAll('}}', '}');
}

function parseParameter(text: string): Parameter {
  const head = /^(\*{0,2})([A-Za-z_]\w*)/.exec(text);
  const name = head?.[2];
  if (head === null || name === undefined) throw new Error(`"{${text}}" has no proper name`);
  const catchAll = head[1] !== '';
  let rest = text.slice(head[0].length);
  const optional = rest.endsWith('?');
  if (optional) rest = rest.slice(0, -1);
  if (catchAll && optional) throw new Error(`"{${text}}" cannot be both catch-all and optional`);

  const constraints: Constraint[] = [];
  while (rest !== '') {
    const next = /^:([A-Za-z]+)(?:\((.*?)\)(?=:|$))?/s.exec(rest);
    if (next?.[1] === undefined) throw new Error(`"{${text}}" cannot be read from "${rest}" on`);
    constraints.push(createConstraint(next[1], next[2]));
    rest = rest.slice(next[0].length);
  }
  return { name, constraints, optional, catchAll };
}

function checkOrder(segments: readonly Segment[]): void {
  const names = segments.flatMap((segment) => segment.parameters.map((parameter) => parameter.name.toLowerCase()));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`parameter "${twice}" occurs twice`);
  if (segments.slice(0, -1).some((segment) => segment.catchAll))
    throw new Error('a catch-all parameter must be the last segment');
  const firstOptional = segments.findIndex((segment) => segment.optional);
  if (firstOptional >= 0 && segments.slice(firstOptional).some((segment) => !segment.optional)) {
    throw new Error('an optional parameter must be at the end');
  }
}
