/** A deed. What a person may not do is shown, disabled, with the role that it needs (spec/console.md 2). */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type Deed, missingRole } from '../rules/rights';
import { useService } from '../state/service';
import { common } from '../text/common';
import { Icon, type IconName } from './Icon';

type Kind = 'primary' | 'quiet' | 'danger' | 'plain';

interface ButtonProps {
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
  readonly kind?: Kind;
  readonly small?: boolean;
  readonly onClick?: (event: MouseEvent) => void;
  /** A place instead of a deed. */
  readonly href?: string;
  /** What it is called where it shows an icon alone. */
  readonly label?: string;
  /** Whether the person may is looked up by this. */
  readonly deed?: Deed;
  readonly disabled?: boolean;
  /** Why it is disabled. */
  readonly why?: string | undefined;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly type?: 'button' | 'submit';
}

export function Button(props: ButtonProps) {
  const { children, icon, kind = 'plain', small = false, onClick, href, label, deed, pressed, expanded } = props;
  const { me } = useService();
  const id = useId();
  const role = deed === undefined ? undefined : missingRole(me.caller.permissions, deed);
  const why = role === undefined ? props.why : common.needs(role);
  const isOff = role !== undefined || props.disabled === true;
  const look = `btn${kind === 'plain' ? '' : ` ${kind}`}${small ? ' small' : ''}`;
  const content = (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </>
  );
  if (href !== undefined && !isOff) {
    return (
      <a class={look} href={href} aria-label={label} title={label}>
        {content}
      </a>
    );
  }
  return (
    <>
      <button
        type={props.type ?? 'button'}
        class={look}
        // Not `disabled`: whoever comes by keyboard or screen reader is told why.
        aria-disabled={isOff}
        aria-label={label}
        aria-pressed={pressed}
        aria-expanded={expanded}
        aria-describedby={isOff && why !== undefined ? id : undefined}
        title={isOff ? why : label}
        onClick={isOff ? (event) => event.preventDefault() : onClick}
      >
        {content}
      </button>
      {isOff && why !== undefined && (
        <span id={id} class="vh">
          {why}
        </span>
      )}
    </>
  );
}
