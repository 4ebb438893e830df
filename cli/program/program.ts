/** The command tree: all of it, or as much as a command line needs. */
import { Command } from 'commander';
import { version } from '../../package.json';
import { addGlobalOptions, type Stage } from '../commands/command';
import { COMMANDS, type CommandEntry } from './commands';

/** The command that the line names is there; of the others what `--help` says. */
export async function createProgram(stage: Stage): Promise<Command> {
  const named = nameIn(stage.args);
  const wanted = COMMANDS.find((one) => nameOf(one) === named);
  return programOf(stage, (one) => one === wanted || wanted?.ofAll === true);
}

/** Every command whole: for who speaks of all. */
export const createWholeProgram = (stage: Stage) => programOf(stage, () => true);

async function programOf(stage: Stage, isWanted: (entry: CommandEntry) => boolean): Promise<Command> {
  const program = bareProgram(stage);
  for (const one of COMMANDS) {
    if (isWanted(one)) (await one.load())(program, stage);
    else program.command(one.term, { hidden: one.hidden === true }).summary(one.summary);
  }
  return program;
}

function bareProgram({ hands }: Stage): Command {
  const program = new Command('muster')
    .description('Muster on the command line: files in, answers out.')
    .version(version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this text')
    .helpCommand('help [command]', 'how to use a command')
    .showHelpAfterError('(see --help)')
    .exitOverride() // handed on to the commands, as what follows is
    .configureOutput({
      writeOut: (text) => void hands.stdout.write(text),
      writeErr: (text) => void hands.stderr.write(text),
    })
    .addHelpText(
      'after',
      '\nExamples:\n  $ muster send people.csv\n  $ muster logs\n\nExit codes: 0 done, 1 failed, 2 wrong use, 3 differs, 4 not allowed, 5 a guard says no,\n6 not settled or resumable, 130 interrupted.',
    );
  addGlobalOptions(program);
  return program;
}

const nameOf = ({ term }: CommandEntry) => term.split(' ')[0];

/** The first word that is neither an option nor the value of one; behind `help` the next. */
function nameIn(args: readonly string[]): string | undefined {
  const reader = new Command().exitOverride().configureOutput({ outputError: () => undefined });
  addGlobalOptions(reader);
  try {
    const [first, second] = reader.parseOptions([...args]).operands;
    return first === 'help' ? second : first;
  } catch {
    return undefined; // an option that is wrong: told by the program itself
  }
}
