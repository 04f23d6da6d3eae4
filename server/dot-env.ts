/**
 * The `.env` file. What it means is what Node's `parseEnv` makes of it; but where that passes over a line, cuts a value or replaces
 * bytes, a setting would be lost without a word, so here the file is refused and its line is named. Values are never repeated in a
 * message: they may be passwords.
 */
import { isUtf8 } from 'node:buffer';
import { withoutMark } from './marked-text.ts';

const MAX_BYTES = 1024 * 1024;
/** `export` in front lets shells read the file, too. */
const NAME = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*/;
const NOTHING = /^\s*(#|$)/;

/** What is wrong, in one sentence, and in which line; the first is 1. */
export class DotEnvFault extends Error {
  override name = 'DotEnvFault';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** The values of a `.env` file by their names; the last of one name counts. Throws a DotEnvFault. */
export function readDotEnv(bytes: Uint8Array): Record<string, string> {
  return parse(decode(bytes));
}

function decode(file: Uint8Array): string {
  if (file.length > MAX_BYTES) throw new DotEnvFault(1, 'the file has more than 1 MiB.');
  const { encoding, bytes } = withoutMark(file);
  // Latin-1 has a character for each byte, so that the lines can be told apart before they are decoded.
  const raw = bytes.toString(encoding === 'utf8' ? 'latin1' : encoding);
  const isHalf = encoding === 'utf16le' && bytes.length % 2 === 1;
  const lines = raw.split(/\r\n?|\n/);
  const texts = lines.map((line, at) => {
    if (line.includes('\0'))
      throw new DotEnvFault(at + 1, 'there is a NUL character. Save the file as UTF-8.');
    const text = encoding === 'utf8' ? Buffer.from(line, 'latin1') : line;
    const isText = typeof text === 'string' ? text.isWellFormed() : isUtf8(text);
    if (isText && !(isHalf && at === lines.length - 1)) return text.toString();
    throw new DotEnvFault(
      at + 1,
      encoding === 'utf8'
        ? 'there are bytes that are no UTF-8, perhaps an umlaut or an accent in an older encoding. Save the file as UTF-8.'
        : 'there is half a character of UTF-16. Save the file as UTF-8.',
    );
  });
  return texts.join('\n');
}

function parse(text: string): Record<string, string> {
  const values: [name: string, value: string][] = [];
  const fault = (at: number, message: string): never => {
    throw new DotEnvFault(text.slice(0, at).split('\n').length, message);
  };
  const endOfLine = (at: number): number => {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  };

  let at = 0;
  while (at < text.length) {
    let end = endOfLine(at);
    const line = text.slice(at, end);
    const [head, name] = NAME.exec(line) ?? [];
    if (head !== undefined && name !== undefined) {
      const from = at + head.length;
      const mark = text.charAt(from);
      if (/["'`]/.test(mark)) {
        const closing = text.indexOf(mark, from + 1);
        if (closing < 0) fault(at, `the quotation mark ${mark} is not closed.`);
        end = endOfLine(closing);
        if (!NOTHING.test(text.slice(closing + 1, end)))
          fault(
            closing,
            `after the closing ${mark} there is more. Put a value with ${mark} in it in ${others(mark)}.`,
          );
        const value = text.slice(from + 1, closing);
        values.push([name, mark === '"' ? value.replaceAll('\\n', '\n') : value]);
      } else {
        const value = text.slice(from, end);
        const hash = value.indexOf('#');
        // parseEnv would cut a password there.
        if (hash >= 0 && !/\s/.test(text.charAt(from + hash - 1)))
          fault(
            at,
            'a # is within the value. Put the value in quotation marks, or a blank before a comment.',
          );
        values.push([name, (hash < 0 ? value : value.slice(0, hash)).trim()]);
      }
    } else if (!NOTHING.test(line)) {
      fault(at, 'this is no NAME=value. Write it so, or put a # in front of the line to leave it out.');
    }
    at = end + 1;
  }
  return Object.fromEntries(values);
}

const others = (mark: string) =>
  ['"', "'", '`']
    .filter((each) => each !== mark)
    .map((each) => `${each}...${each}`)
    .join(' or ');
