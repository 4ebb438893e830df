/** Functions about the flow itself: the tenant's domain, logs, unique values (spec/engine.md 2.1 and 2.5). */
import { isEmpty } from '../../../value';
import { isList, quoted, textOf } from '../coercion';
import { EvaluationFailure, requireValue } from '../evaluation';
import { type FunctionEntry, repeating, required } from '../functionEntry';
import { anything } from '../parameterType';
import { strictFunction } from '../strictFunction';

const defaultDomain = strictFunction({
  name: 'DefaultDomain',
  help: "The tenant's default domain.",
  parameters: [],
  example: {
    expression: 'Join("@", [mailNickname], DefaultDomain())',
    source: { mailNickname: 'ann' },
    expected: 'ann@contoso.example',
  },
  dependsOn: 'context',
  body: (_site, context) => context.defaultDomain,
});

const redact = strictFunction({
  name: 'Redact',
  help: 'The value itself; logs show `[Redact]` in its place.',
  parameters: [required('value', anything)],
  example: {
    expression: 'Redact([userPrincipalName])',
    source: { userPrincipalName: 'ann@contoso.example' },
    expected: 'ann@contoso.example',
  },
  redacts: true,
  body: (value) => value,
});

/** Each rule is evaluated only if every one before it gave nothing or a value that is taken. */
const selectUniqueValue: FunctionEntry = {
  name: 'SelectUniqueValue',
  help: 'The value of the first rule that no other object of the target has. Rules without a value are passed over. It must be the outermost function.',
  parameters: [repeating('uniqueValueRule', { atLeast: 2 })],
  example: {
    expression: 'SelectUniqueValue(Join(".", [givenName], [surname]), Join(".", Left([givenName], 1), [surname]))',
    source: { givenName: 'Ann', surname: 'Lee' },
    expected: 'Ann.Lee',
  },
  dependsOn: 'context',
  outermost: true,
  compile({ rest, site }) {
    return (read, context) => {
      const taken: string[] = [];
      for (const { node, evaluate } of rest) {
        const value = requireValue(evaluate(read, context));
        if (isEmpty(value)) continue;
        if (isList(value)) {
          throw new EvaluationFailure(`${site.name}: a rule must give a single value.`, node.column);
        }
        const candidate = textOf(value);
        if (!context.isTaken(candidate)) return candidate;
        taken.push(quoted(candidate));
      }
      if (taken.length === 0) return null; // no rule gave a value, so neither does the whole
      const message = `${site.name}: every value is taken: ${taken.join(', ')}.`;
      throw new EvaluationFailure(message, site.column, 'NoUniqueValue');
    };
  },
};

export const SERVICE_FUNCTIONS = [defaultDomain, redact, selectUniqueValue];
