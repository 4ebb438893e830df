/** `muster schema expr`: is an expression well formed, and what does it make of somebody? */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { compileExpression } from '../../../shared/engine/expression';
import { compileAttributePath } from '../../../shared/scim/attributePath';
import { isJsonObject } from '../../../shared/scim/json';
import { readJsonFile } from '../../config/schemaFile';
import { EXIT, type ExitCode, usage } from '../../exit';
import { addCommand, type Muster, type Stage } from '../command';
import { openJob } from '../jobDesk';

export function addExpr(family: Command, stage: Stage): void {
  addCommand<{ readonly person?: string }>(family, stage, {
    name: 'expr <expression>',
    summary: 'Try an expression',
    description:
      'The service parses it, and evaluates it for --person, a SCIM user as a file. Ends with 1 when it is not well formed, or fails for that person.',
    examples: [
      `muster schema expr 'ToUpper("tours")'`,
      `muster schema expr 'Join(" ", [name.givenName], [name.familyName])' --person person.json`,
    ],
    options: (command) => command.option('--person <file>', 'whom to evaluate it for'),
    run: (muster, [expression = ''], { person }) => evaluate(muster, expression, person),
  });
}

interface Verdict {
  readonly parsingSucceeded: boolean;
  readonly evaluationSucceeded: boolean;
  readonly evaluationResult: readonly string[];
  readonly error: { readonly message: string } | null;
}

async function evaluate(muster: Muster, expression: string, file: string | undefined): Promise<ExitCode> {
  const { http, job } = await openJob(muster);
  const properties =
    file === undefined ? undefined : await propertiesOf(expression, resolve(muster.world.cwd, file), file);
  const body = { expression, ...(properties && { testInputObject: { properties } }) };
  const { parsingSucceeded, evaluationSucceeded, evaluationResult, error } = await http.json<Verdict>(
    'POST',
    `${job}/schema/parseExpression`,
    { body, repeatable: true },
  );
  await muster.answers.single({
    kind: 'muster.expression/1',
    value: { parsingSucceeded, evaluationSucceeded, evaluationResult, error },
    text: textOf,
  });
  return error === null && parsingSucceeded ? EXIT.done : EXIT.failed;
}

function textOf({ evaluationSucceeded, evaluationResult, error }: Verdict): string {
  if (error !== null) return error.message;
  if (!evaluationSucceeded) return 'Well formed. Say --person to have it evaluated.';
  return evaluationResult.length === 0 ? 'no value' : evaluationResult.join('\n');
}

/** What the expression reads of the person, by the service's own attribute names. */
async function propertiesOf(expression: string, path: string, shown: string) {
  const person = await readJsonFile(path, shown);
  if (!isJsonObject(person)) throw usage(`${shown} must hold a person, a JSON object.`, { place: '--person' });
  const compilation = compileExpression(expression);
  if (!compilation.ok) return undefined; // the service says what is wrong with it
  return compilation.expression.attributes.map((key) => ({
    key,
    value: compileAttributePath(key).read(person),
  }));
}
