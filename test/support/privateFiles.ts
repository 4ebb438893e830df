/** What the command line and the development host write is its owner's alone: people, secrets and tokens stand in most of it. */
import { inAny, type Rule } from './architecture';

/** In a folder that is private itself, or what the user asked for and nobody stands in. */
const FOR_ANYBODY: readonly string[] = [
  'cli/commands/config/export.ts',
  'cli/commands/schema/pull.ts',
  'cli/send/confirmMapping.ts',
  'local/azurite/journal.ts',
  'local/tls/serverCertificate.ts',
];

/** From the name to the end of its last argument, which may hold brackets in brackets. */
const MAKES = /\b(mkdir|mkdirSync|writeFile|createWriteStream)\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)/g;
const OPENS = /\b(open|openSync)\((?:[^()]|\([^()]*\))*, '[aw][^']*'(?:[^()]|\([^()]*\))*\)/g;
const HAS_MODE = /\bmode: (?:0o[67]00|PRIVATE_FOLDER)\b|, 0o600\)$/;

export const filesArePrivate: Rule = (files) =>
  inAny(files, ['cli', 'local'])
    .filter(({ path }) => !FOR_ANYBODY.includes(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(MAKES), ...text.matchAll(OPENS)]
        .filter(([call, name]) => !HAS_MODE.test(call) && !isOurOwn(text, name))
        .map(([call]) => `${path} lets others read what it makes: ${call.slice(0, 60)}`),
    );

/** A function of the same name in the file itself. */
const isOurOwn = (text: string, name = '') => new RegExp(`function ${name}\\(`).test(text);
