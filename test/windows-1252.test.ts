import { expect, it } from 'vitest';
import { decodeWindows1252 } from '../server/windows-1252.ts';

it('reads each byte as the Encoding Standard does, whatever this Node makes of it', () => {
  const text = decodeWindows1252(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  expect(text).toHaveLength(256);
  // The index of the Encoding Standard, 0x80 to 0x9F.
  const high =
    '20AC 81 201A 192 201E 2026 2020 2021 2C6 2030 160 2039 152 8D 17D 8F 90 2018 2019 201C 201D 2022 2013 2014 2DC 2122 161 203A 153 9D 17E 178';
  const codes = Array.from(text, (char) => char.charCodeAt(0));
  expect(codes.slice(0x80, 0xa0).map((code) => code.toString(16).toUpperCase())).toEqual(high.split(' '));
  for (const byte of [...codes.keys()].filter((each) => each < 0x80 || each > 0x9f))
    expect(codes[byte]).toBe(byte);
});

it('reads a part of a buffer', () => {
  expect(decodeWindows1252(Buffer.from('\x91Beton\x92!', 'latin1').subarray(0, 7))).toBe('‘Beton’');
});
