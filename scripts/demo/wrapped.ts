import { stripVTControlCharacters } from 'node:util';

const WIDTH = 110;

/** Lines of at most so many characters, broken at blanks; all but the first are indented further. Words that are longer stay whole. */
export function wrapped(text: string, indent: string, width = WIDTH): string {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of text.split(/\s+/)) {
    if (!isEmpty && stripVTControlCharacters(`${line} ${word}`).length > width) {
      lines.push(line);
      line = `${indent}  ${word}`;
      continue;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
