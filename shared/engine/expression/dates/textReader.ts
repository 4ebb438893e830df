import { isWhiteSpace } from '../text/whiteSpace';

/** Walks over a date's text; every method takes what it names if it stands here, and says what that was. */
export class TextReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.at === this.text.length;
  }

  /** The character that stands here; empty at the end. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  skipWhiteSpace(): void {
    while (isWhiteSpace(this.next)) this.at += 1;
  }

  /** Exactly this text, with its case; but a blank is any of the blanks that newer calendars' data write in its place. */
  literal(text: string): boolean {
    const here = this.text.slice(this.at, this.at + text.length);
    if (here !== text && plainBlanks(here) !== plainBlanks(text)) return false;
    this.at += text.length;
    return true;
  }

  /** As many digits as there are up to `most`; nothing if there are fewer than `least`. */
  digits(least: number, most: number): string | undefined {
    let end = this.at;
    while (end - this.at < most && isDigit(this.text.charAt(end))) end += 1;
    if (end - this.at < least) return undefined;
    const digits = this.text.slice(this.at, end);
    this.at = end;
    return digits;
  }

  /** The index of the longest of the words that stands here, in any case. */
  word(words: readonly string[]): number | undefined {
    let found: number | undefined;
    let length = 0;
    for (const [index, word] of words.entries()) {
      const here = this.text.slice(this.at, this.at + word.length);
      if (word.length > length && here.toLowerCase() === word.toLowerCase()) {
        found = index;
        length = word.length;
      }
    }
    this.at += length;
    return found;
  }
}

/** Since its version 42, Unicode's locale data writes a no-break space before AM and PM, and .NET reads it as a blank. */
export function plainBlanks(text: string): string {
  return text.replace(/[\xa0\u202f]/g, ' ');
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
