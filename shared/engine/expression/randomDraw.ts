/** Unbiased draws from the random bytes an evaluation is given. */
import type { EvaluationContext } from './contract';
import type { CallSite } from './functionEntry';

const BYTE_VALUES = 256;

/** Bytes asked for at a time; most calls need no more. */
const BATCH = 64;

/** How many bytes one draw may throw away. A true source loses each with a chance below one half. */
const MAX_REJECTED = 256;

export class RandomDraw {
  private readonly context: EvaluationContext;
  private readonly site: CallSite;
  private bytes: Uint8Array = new Uint8Array();
  private used = 0;

  constructor(context: EvaluationContext, site: CallSite) {
    this.context = context;
    this.site = site;
  }

  /**
   * A whole number from 0 to below `choices` (1 to 256), each as likely as the next: a byte that would favour the low ones
   * is thrown away rather than wrapped around.
   */
  below(choices: number): number {
    const fair = BYTE_VALUES - (BYTE_VALUES % choices);
    for (let rejected = 0; rejected < MAX_REJECTED; rejected += 1) {
      const byte = this.nextByte();
      if (byte < fair) return byte % choices;
    }
    return this.site.fail(`the source of randomness gave no byte below ${fair} in ${MAX_REJECTED} draws.`);
  }

  private nextByte(): number {
    if (this.used === this.bytes.length) {
      this.bytes = this.context.randomBytes(BATCH);
      this.used = 0;
    }
    const byte = this.bytes[this.used] ?? BYTE_VALUES;
    this.used += 1;
    return byte;
  }
}
