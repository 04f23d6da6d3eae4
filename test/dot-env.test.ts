/** The `.env` file: what Node's parseEnv makes of it, or a refusal; nothing in it is lost without a word. */
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DotEnvFault, readDotEnv } from '../server/dot-env.ts';

const read = (text: string) => readDotEnv(Buffer.from(text));

function faultOf(file: string | Uint8Array): DotEnvFault {
  try {
    readDotEnv(Buffer.from(file as string));
  } catch (error) {
    if (error instanceof DotEnvFault) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('a .env file', () => {
  it.each([
    ['PORT=7000', { PORT: '7000' }],
    ['# a comment\n\n \t\r\n  # another\nPORT=7000\n', { PORT: '7000' }],
    [' PORT = 7000 # why', { PORT: '7000' }],
    ['export PORT=7000\r\nexport  HOST=::1\r\n', { PORT: '7000', HOST: '::1' }],
    ['PORT=7000\rHOST=::1\r', { PORT: '7000', HOST: '::1' }],
    ['A=\nB= \nC= # nothing\nD=1', { A: '', B: '', C: '', D: '1' }],
    ['A=1\nA=2', { A: '2' }],
    ['A=b=c', { A: 'b=c' }],
    ['A=it\'s "so"', { A: 'it\'s "so"' }],
    ['A="a # b" # c', { A: 'a # b' }],
    ['A=\'a "b"\'\nB=`\'"`', { A: 'a "b"', B: '\'"' }],
    ['A=" a\nB=2\r\n c "\nC=3', { A: ' a\nB=2\n c ', C: '3' }],
    ['A="a\\nb"\nB=\'a\\nb\'', { A: 'a\nb', B: 'a\\nb' }],
    ['ADMIN_PASSWORD=p\u00e4ssw\u00f6rd', { ADMIN_PASSWORD: 'p\u00e4ssw\u00f6rd' }],
    ['npm_config.a-b=1', { 'npm_config.a-b': '1' }],
    ['', {}],
  ])('%j is %j', (text, values) => {
    expect(read(text)).toEqual(values);
  });

  it('is what parseEnv of Node makes of it', () => {
    const name = fc.stringMatching(/^(export )?[A-Z][A-Z0-9_]{0,5}$/);
    // With an empty value parseEnv takes "export " for a part of the name, and after a blank the next line for the value.
    const plain = fc.stringMatching(/^[a-z0-9:/.=@\\$][a-z0-9:/.=@\\$'"-]{0,12}$/);
    const quoted = fc
      .tuple(fc.constantFrom('"', "'", '`'), fc.stringMatching(/^[a-z #=\\\n]{0,12}$/))
      .map(([mark, text]) => mark + text + mark);
    const end = fc.constantFrom('\n', '\r\n', '\n\n', '\n# a "comment"\n', ' # comment\n');
    const line = fc
      .tuple(name, fc.constant('='), fc.oneof(plain, quoted), end)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect(read(lines.join(''))).toEqual({ ...parseEnv(lines.join('')) });
      }),
    );
  });

  it('is read with a byte order mark and in UTF-16 of either order', () => {
    const text = 'PORT=7000\r\nADMIN_PASSWORD="p\u00e4ss \u{1f511}"\r\n';
    const values = { PORT: '7000', ADMIN_PASSWORD: 'p\u00e4ss \u{1f511}' };
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect(read(`\ufeff${text}`)).toEqual(values);
    expect(readDotEnv(utf16)).toEqual(values);
    expect(readDotEnv(Buffer.from(utf16).swap16())).toEqual(values);
  });

  it.each([
    ['PORT 7000', 1, 'this is no NAME=value'],
    ['PORT: 7000', 1, 'this is no NAME=value'],
    ['A=1\r\n\r\n# b\r\nPORT\r\n', 4, 'this is no NAME=value'],
    ['A=1\n=7000', 2, 'this is no NAME=value'],
    ['export PORT', 1, 'this is no NAME=value'],
    ['set PORT=7000', 1, 'this is no NAME=value'],
    ['\u201cA\u201d=1', 1, 'this is no NAME=value'],
    ['A="1\n2"\nB', 3, 'this is no NAME=value'],
    ['A=1\nB="2\nC=3\n', 2, 'the quotation mark " is not closed'],
    ["A=1\nB='it's'", 2, "after the closing ' there is more"],
    ['A="1\nB="2"', 2, 'after the closing " there is more'],
    ['A="a\\"b"', 1, "Put a value with \" in it in '...' or `...`."],
    ['ADMIN_PASSWORD=ab#cd', 1, 'a # is within the value'],
    ['ADMIN_PASSWORD=#cd', 1, 'a # is within the value'],
    ['A=1\nB=2\0\n', 2, 'there is a NUL character'],
    ['A=1\n# \0\n', 2, 'there is a NUL character'],
  ])('%j is refused for line %i: %s', (text, line, message) => {
    expect(faultOf(text)).toMatchObject({ line, message: expect.stringContaining(message) });
  });

  it('is refused where its bytes are no text, with the line', () => {
    const windows1252 = Buffer.from('A=1\r\nADMIN_PASSWORD=p\u00e4ss\r\n', 'latin1');
    expect(faultOf(windows1252)).toMatchObject({ line: 2, message: expect.stringContaining('no UTF-8') });
    const half = Buffer.from([...Buffer.from('\ufeffA=1\nB=2', 'utf16le'), 0x33]);
    expect(faultOf(half)).toMatchObject({ line: 2, message: expect.stringContaining('half a character') });
    const surrogate = Buffer.from('\ufeffA=\ud800\nB=2', 'utf16le');
    expect(faultOf(surrogate)).toMatchObject({
      line: 1,
      message: expect.stringContaining('half a character'),
    });
    const unmarked = Buffer.from('A=1', 'utf16le');
    expect(faultOf(unmarked)).toMatchObject({ line: 1, message: expect.stringContaining('NUL') });
    expect(faultOf(Buffer.alloc(1024 * 1024 + 1, '\n'))).toMatchObject({ line: 1 });
  });

  it('never has its values in a message', () => {
    for (const text of ['secret', 'A="secret', "A='secret'secret", 'A=secret#secret', 'A=secret\0'])
      expect(faultOf(text).message).not.toContain('secret');
  });
});
