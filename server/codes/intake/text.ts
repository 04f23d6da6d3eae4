/** Bytes of a text file to text, and what a file is that is none. */
import { decodeWindows1252 } from '../../windows-1252.ts';

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

const UTF16_MARKS: readonly (readonly [number, number, string])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
];

/** Files that people take for a list, by how they begin; each sentence says what it is and what to do. */
const NO_TEXT: readonly (readonly [RegExp, string])[] = [
  [/^%PDF-/, 'This is a PDF. Save the list as CSV or as an Excel workbook (.xlsx) where it was made.'],
  [
    /^\x89PNG|^\xff\xd8\xff|^GIF8|^II\*\0|^MM\0\*/,
    'This is a picture. Save the list itself as CSV or .xlsx.',
  ],
  [/^\{\\rtf/, 'This is a text document (RTF). Save the table as CSV or .xlsx.'],
  [/^\x1f\x8b/, 'This is a compressed file (gzip). Unpack it and import what is in it.'],
  [/^Rar!|^7z\xbc\xaf/, 'This is an archive. Unpack it and import the list that is in it.'],
  [/^SQLite format 3\0/, 'This is a database. Save the list as CSV or .xlsx.'],
];

/** Texts that are no table. */
const OTHER_TEXT: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*(?:<\?xml[^>]*>\s*)?(?:<\?mso-application[^>]*>\s*)?<(?:\w+:)?Workbook\b/,
    'This is a workbook in the XML of Excel 2003. Open it in Excel and save it as .xlsx or CSV.',
  ],
  [
    /^\s*(?:<!doctype html|<html|<table|<meta|<head|<style)\b/i,
    'This is a web page that was saved under the name of an Excel file. Open it in Excel and save it as .xlsx or CSV.',
  ],
  [/^\s*<\?xml\b/, 'This is an XML file. Save the list as CSV or .xlsx where it was made.'],
  [/^\s*[[{]\s*["{[]/, 'This is JSON. Send it with Content-Type: application/json.'],
];

/**
 * UTF-16 by its byte order mark, UTF-8 with or without one, else Windows-1252, in which every byte means something. What is no
 * text is named as what it is.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const known = NO_TEXT.find(([begins]) => begins.test(start));
  if (known) return { ok: false, why: known[1] };
  const text = textOf(bytes);
  if (text.includes('\0')) {
    const why =
      'This is not a text file. Save the list as CSV or as an Excel workbook (.xlsx), and import that.';
    return { ok: false, why };
  }
  const other = OTHER_TEXT.find(([begins]) => begins.test(text.slice(0, 1_000)));
  return other ? { ok: false, why: other[1] } : { ok: true, text };
}

function textOf(bytes: Uint8Array): string {
  const utf16 = UTF16_MARKS.find(([first, second]) => bytes[0] === first && bytes[1] === second);
  if (utf16) return new TextDecoder(utf16[2]).decode(bytes);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // With the mark it is UTF-8 that was cut or damaged: what is unreadable stays visible and is a problem of its row.
    return hasMark ? new TextDecoder('utf-8').decode(bytes) : decodeWindows1252(bytes);
  }
}
