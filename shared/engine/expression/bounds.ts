/** Keeps what functions make within MAX_TEXT_LENGTH, so that nested calls cannot multiply a text without end. */
import { printScalar, type Scalar, type Value } from '../../value';
import { isList } from './coercion';
import type { Outcome } from './evaluation';
import type { CallSite } from './functionEntry';
import { MAX_TEXT_LENGTH } from './limits';

/** @throws EvaluationFailure when a text is too long; lists are bounded where they are built */
export function bounded(outcome: Outcome, site: CallSite): Outcome {
  if (typeof outcome === 'string') checkLength(outcome.length, site);
  return outcome;
}

export function checkLength(length: number, site: CallSite): void {
  if (length > MAX_TEXT_LENGTH) {
    site.fail(`The result has more than ${MAX_TEXT_LENGTH} characters, which is the most a function may make.`);
  }
}

/** Collects the values of a list: nulls are passed over, lists join in, and all together stay within the bound. */
export class ListBuilder {
  private readonly values: Scalar[] = [];
  private size = 0;
  private readonly site: CallSite;

  constructor(site: CallSite) {
    this.site = site;
  }

  add(value: Value): void {
    if (isList(value)) {
      for (const each of value) this.addOne(each);
    } else if (value !== null) {
      this.addOne(value);
    }
  }

  /** A list without values is null. */
  list(): Value {
    return this.values.length === 0 ? null : this.values;
  }

  /** Each value counts one more than its length, so that empty texts are bounded too. */
  private addOne(value: Scalar): void {
    this.size += printScalar(value).length + 1;
    checkLength(this.size, this.site);
    this.values.push(value);
  }
}
