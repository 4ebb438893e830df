/** `muster inlet rotate`: another secret, while the former ones hold for a while yet. */
import type { Command } from 'commander';
import { inletPath } from '../../client/webhooks/inlets';
import { EXIT, type ExitCode } from '../../exit';
import { localTime } from '../../output/numbers';
import { addCommand, type Muster, parseDuration, type Stage } from '../command';
import { openJob } from '../jobDesk';
import { addSecretSource, readSecret, type SecretSource } from '../secrets';

interface RotateOptions extends SecretSource {
  /** Milliseconds. */
  readonly overlap?: number;
}

interface Rotated {
  readonly id: string;
  /** Made by the service, and shown this once. */
  readonly secret?: string;
  readonly ending: readonly { readonly id: string; readonly endsDateTime: string | null }[];
}

export function addInletRotate(family: Command, stage: Stage): void {
  addCommand<RotateOptions>(family, stage, {
    name: 'rotate <name>',
    summary: 'Add a secret, and let the others end',
    description:
      'The secret is the one you name; without one the service makes one and shows it this once. inlet show tells which secret was used last, and so whether the sender has changed over.',
    examples: ['muster inlet rotate hr --secret-env TOKEN --overlap 2h', 'muster inlet rotate hr'],
    options: (command) =>
      addSecretSource(command).option(
        '--overlap <time>',
        'how long the others hold: 24h unless told otherwise; 0 for none',
        parseDuration,
      ),
    run: (muster, [name = ''], options) => rotate(muster, name, options),
  });
}

async function rotate(muster: Muster, name: string, { overlap, ...source }: RotateOptions): Promise<ExitCode> {
  const secret = await readSecret(source, muster.world);
  const { http, own } = await openJob(muster);
  const rotated = await http.json<Rotated>('POST', `${inletPath(own, name)}/rotate`, {
    body: {
      ...(secret !== undefined && { secret }),
      ...(overlap !== undefined && { overlap: `PT${Math.round(overlap / 1_000)}S` }),
    },
  });
  await muster.answers.single({
    kind: 'muster.inletSecret/1',
    value: rotated,
    text: ({ id, secret: made, ending }) =>
      [
        ...(made === undefined ? [`${name} believes the secret ${id}.`] : [`The secret, shown this once: ${made}`]),
        ...ending.flatMap((one) =>
          one.endsDateTime === null ? [] : [`${one.id} ends ${localTime(one.endsDateTime)}.`],
        ),
      ].join('\n'),
    name: ({ id }) => id,
  });
  return EXIT.done;
}
