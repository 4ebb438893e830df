/** What a send is asked for, and what it is handed to do it with. */
import type { Service } from '../client/service';
import type { Answers } from '../output/answer';
import type { Messages } from '../output/messages';
import type { Progress } from '../output/progress';
import type { World } from '../world';
import type { FileOptions } from './openFile';
import type { Wait } from './sendAll';
import type { Duplicates } from './survey';

export interface SendOptions extends FileOptions {
  readonly duplicates: Duplicates;
  readonly batch: number;
  readonly parallel: number;
  readonly pace: string;
  readonly wait: Wait;
  readonly timeoutMs: number;
  readonly failed?: string | undefined;
  readonly maxFailures?: string | undefined;
  readonly allowShrink: boolean;
  /** Whether those who are gone are disabled; beside what is said by one of the next two. */
  readonly leavers: 'off' | 'disable';
  readonly previous?: string | undefined;
  readonly known: boolean;
  readonly maxLeavers?: string | undefined;
  /** Where the file is a part of another that says who is there. */
  readonly whole?: string | undefined;
  readonly label?: string | undefined;
  readonly yes: boolean;
}

/** What a command hands over. */
export interface SendHands {
  readonly world: World;
  readonly messages: Messages;
  readonly answers: Answers;
  progress(): Progress;
  service(): Promise<Service>;
}
