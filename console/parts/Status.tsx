/** A status is an icon and a word; colour comes third (spec/console.md 7). */
import type { ComponentChildren } from 'preact';
import { statusWords } from '../text/common';
import { Icon, type IconName } from './Icon';

export type StatusKind =
  | 'success'
  | 'warning'
  | 'skipped'
  | 'failure'
  | 'held'
  | 'waiting'
  | 'quarantine'
  | 'paused'
  | 'escrow';

const LOOKS: Readonly<Record<StatusKind, { readonly icon: IconName; readonly ink: string }>> = {
  success: { icon: 'success', ink: 'ok' },
  warning: { icon: 'warning', ink: 'warn' },
  skipped: { icon: 'skipped', ink: 'skip' },
  failure: { icon: 'failure', ink: 'fail' },
  held: { icon: 'hand', ink: 'heldc' },
  waiting: { icon: 'link', ink: 'skip' },
  quarantine: { icon: 'quarantine', ink: 'quar' },
  paused: { icon: 'clock', ink: 'skip' },
  escrow: { icon: 'retry', ink: 'fail' },
};

interface StatusProps {
  readonly kind: StatusKind;
  /** The word, where it is another than the kind's own. */
  readonly children?: ComponentChildren;
  /** On a ground of its own. */
  readonly pill?: boolean;
}

export function Status({ kind, children, pill = false }: StatusProps) {
  const { icon, ink } = LOOKS[kind];
  const word = children ?? statusWords[kind as keyof typeof statusWords];
  return (
    <span class={`${pill ? 'pill' : 'st'} ${ink}`}>
      <Icon name={icon} />
      {word}
    </span>
  );
}

export const inkOf = (kind: StatusKind): string => LOOKS[kind].ink;
export const iconOf = (kind: StatusKind): IconName => LOOKS[kind].icon;
