/**
 * Runs a compiled pattern over one text. Where there is a choice, the way not taken is put on a stack, with the place and
 * what the registers were; a way that leads nowhere goes back to the last of them. Nothing calls itself, so no text is too
 * long for the stack of calls, and every step is counted: a pattern may have more ways than there is time.
 */
import { afterCharacter } from '../../../values/characters';
import { type CharacterTest, isBoundaryCharacter, LINE_BREAK, sameLetter } from './characterTest';

/** Does one thing and says what to do next; `undefined` where this way leads nowhere. */
export type Step = (machine: Machine) => Step | undefined;

/** The last step of every pattern. */
export const ACCEPT: Step = () => ACCEPT;

/** Where a match may start at all. */
export type Starts = 'anywhere' | 'lineStarts' | 'here';

const UNSET = -1;

export class Machine {
  /** Where it stands, in UTF-16 code units, always between two characters. */
  position = 0;
  /** The number that was kept with the choice taken last. */
  kept = 0;
  matchStart = 0;
  searchStart = 0;
  readonly text: string;
  private readonly registers: Int32Array;
  private readonly waysNotTaken: Step[] = [];
  /** For each way not taken: the position, how long `changes` was, and a number of the step's own. */
  private readonly states: number[] = [];
  /** The registers that were changed, each with what it was. */
  private readonly changes: number[] = [];
  private stepsLeft: number;

  constructor(text: string, registerCount: number, maxSteps: number) {
    this.text = text;
    this.registers = new Int32Array(registerCount).fill(UNSET);
    this.stepsLeft = maxSteps;
  }

  /** Whether there is a match at or behind `from`, which then lies from `matchStart` to `position`; `undefined`: no step left. */
  search(first: Step, from: number, starts: Starts): boolean | undefined {
    this.searchStart = from;
    for (let start = from; start <= this.text.length; start = this.nextStart(start, starts)) {
      this.matchStart = start;
      this.position = start;
      const found = this.run(first);
      if (found !== false) return found;
    }
    return false;
  }

  private nextStart(start: number, starts: Starts): number {
    if (starts === 'anywhere') return afterCharacter(this.text, start);
    const lineBreak = starts === 'here' ? -1 : this.text.indexOf('\n', start);
    return lineBreak < 0 ? Number.POSITIVE_INFINITY : lineBreak + 1;
  }

  private run(first: Step): boolean | undefined {
    this.cut(0);
    this.undoTo(0);
    let step: Step | undefined = first;
    while (step !== ACCEPT) {
      if (this.stepsLeft <= 0) return undefined;
      this.stepsLeft -= 1;
      step = step ? step(this) : this.back();
      if (!step && this.waysNotTaken.length === 0) return false;
    }
    return true;
  }

  /** Counts work that is done within one step. */
  spend(steps: number): void {
    this.stepsLeft -= steps;
  }

  /** Keeps a way that is not taken now, from here. */
  keep(way: Step, number = 0): void {
    this.waysNotTaken.push(way);
    this.states.push(this.position, this.changes.length, number);
  }

  private back(): Step | undefined {
    const way = this.waysNotTaken.pop();
    this.kept = this.states.pop() ?? 0;
    this.undoTo(this.states.pop() ?? 0);
    this.position = this.states.pop() ?? 0;
    return way;
  }

  /** How many ways were not taken. */
  get choices(): number {
    return this.waysNotTaken.length;
  }

  /** Forgets the ways that were not taken since there were only so many. */
  cut(choices: number): void {
    this.waysNotTaken.length = choices;
    this.states.length = choices * 3;
  }

  get(register: number): number {
    return this.registers[register] ?? UNSET;
  }

  set(register: number, value: number): void {
    this.changes.push(register, this.get(register));
    this.registers[register] = value;
  }

  private undoTo(length: number): void {
    while (this.changes.length > length) {
      const value = this.changes.pop() ?? UNSET;
      this.registers[this.changes.pop() ?? 0] = value;
    }
  }

  /** Whether the next character passes the test, which then lies behind; looking backward, the one before. */
  take(test: CharacterTest, backward: boolean): boolean {
    const from = this.position;
    const to = this.beside(from, backward);
    if (to === from || !test(this.text.codePointAt(backward ? to : from) ?? 0)) return false;
    this.position = to;
    return true;
  }

  /** The place on the other side of the next character, or the same place at the end of the text. */
  beside(position: number, backward: boolean): number {
    const { text } = this;
    if (!backward) return position === text.length ? position : afterCharacter(text, position);
    if (position < 2) return 0;
    // Only a whole pair has a code point of five digits.
    return (text.codePointAt(position - 2) ?? 0) > 0xffff ? position - 2 : position - 1;
  }

  /** Whether the same text comes next as stands from `from` to `to`. */
  takeAgain(from: number, to: number, ignoreCase: boolean, backward: boolean): boolean {
    const length = to - from;
    const start = backward ? this.position - length : this.position;
    if (start < 0 || start + length > this.text.length) return false;
    this.spend(length);
    for (let offset = 0; offset < length; offset = this.beside(from + offset, false) - from) {
      const one = this.text.codePointAt(from + offset) ?? 0;
      const other = this.text.codePointAt(start + offset) ?? 0;
      if (ignoreCase ? !sameLetter(one, other) : one !== other) return false;
    }
    this.position = backward ? start : start + length;
    return true;
  }

  atLineStart(): boolean {
    return this.position === 0 || this.text.charCodeAt(this.position - 1) === LINE_BREAK;
  }

  atLineEnd(): boolean {
    return this.position === this.text.length || this.text.charCodeAt(this.position) === LINE_BREAK;
  }

  atLastLineEnd(): boolean {
    return this.position >= this.text.length - 1 && this.atLineEnd();
  }

  atBoundary(): boolean {
    return this.isWordBeside(true) !== this.isWordBeside(false);
  }

  private isWordBeside(backward: boolean): boolean {
    const next = this.beside(this.position, backward);
    return next !== this.position && isBoundaryCharacter(this.text.codePointAt(Math.min(next, this.position)) ?? 0);
  }
}
