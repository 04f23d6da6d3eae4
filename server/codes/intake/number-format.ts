/** What a person sees in a cell with a number: its format says it (ECMA-376 part 1, 18.8.30), as Excel in English shows it. */
import { format, isDateFormat } from 'numfmt';
import type { CellKind } from './table.ts';

export interface Shown {
  readonly text: string;
  readonly kind?: CellKind;
}

export interface NumberFormat {
  number(value: number): Shown;
  /** A day that is counted from 1900, whatever the workbook counts from. */
  day(value: number): Shown;
  /** A text in a cell with this format: `"Div. "@` puts something before it. */
  text(value: string): string;
  readonly isDate: boolean;
}

/** Excel accepts no longer ones, and nobody means what a longer one would make of a number. */
const FORMAT_CHARS_MAX = 255;

/** Days from Excel's first day to that of workbooks of old Macs, 1904-01-01. */
const DAYS_1904 = 1_462;

/** General shows whole numbers of up to eleven digits as they are. */
const GENERAL_INTEGER_MAX = 99_999_999_999;

/** Negative and far dates show as a cell full of these. */
const NO_DATE = '########';
const OPTIONS = { dateSpanLarge: false, dateErrorNumber: false, overflow: NO_DATE };

/** Formats that a file names by number only. 14 and 22 follow the reader's country: here the United States. */
const BUILT_IN = new Map<number, string>([
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [5, '$#,##0_);($#,##0)'],
  [6, '$#,##0_);[Red]($#,##0)'],
  [7, '$#,##0.00_);($#,##0.00)'],
  [8, '$#,##0.00_);[Red]($#,##0.00)'],
  [9, '0%'],
  [10, '0.00%'],
  [11, '0.00E+00'],
  [12, '# ?/?'],
  [13, '# ??/??'],
  [14, 'm/d/yyyy'],
  [15, 'd-mmm-yy'],
  [16, 'd-mmm'],
  [17, 'mmm-yy'],
  [18, 'h:mm AM/PM'],
  [19, 'h:mm:ss AM/PM'],
  [20, 'h:mm'],
  [21, 'h:mm:ss'],
  [22, 'm/d/yyyy h:mm'],
  [37, '#,##0_);(#,##0)'],
  [38, '#,##0_);[Red](#,##0)'],
  [39, '#,##0.00_);(#,##0.00)'],
  [40, '#,##0.00_);[Red](#,##0.00)'],
  [41, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)'],
  [42, '_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)'],
  [43, '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)'],
  [44, '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'],
  [45, 'mm:ss'],
  [46, '[h]:mm:ss'],
  [47, 'mm:ss.0'],
  [48, '##0.0E+0'],
  [49, '@'],
]);
/** The dates of East Asian Excels, which others show like 14. */
const EAST_ASIAN_DATES = [27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58];
for (const id of EAST_ASIAN_DATES) BUILT_IN.set(id, 'm/d/yyyy');

const GENERAL = 'General';

/** The code of a format that the file does not spell out; General for an unknown one. */
export function builtInFormat(id: number): string {
  return BUILT_IN.get(id) ?? GENERAL;
}

/** `from1904`: the workbook counts days from 1904. A format that nobody can read is General, as is one that is too long. */
export function numberFormat(code: string, from1904: boolean): NumberFormat {
  const usable = code.length <= FORMAT_CHARS_MAX && isReadable(code) ? code : GENERAL;
  if (usable.toLowerCase() === 'general') return GENERAL_FORMAT;
  const isDate = isDateFormat(usable);
  // The country in a format gives months their names; commas and points are always those of the reader's own country.
  const pattern = isDate ? usable : usable.replace(/\[\$([^\]-]*)-[0-9a-f]*\]/gi, (_, sign) => literal(sign));
  // Elapsed hours do not depend on the year from which days are counted.
  const days = from1904 && isDate && !/\[(h+|m+|s+)\]/i.test(usable) ? DAYS_1904 : 0;
  const saysTexts = usable !== '@' && (usable.includes('@') || usable.split(';').length > 3);
  const day = (value: number): Shown => {
    const text = format(pattern, value, OPTIONS);
    if (!isDate) return { text };
    return text === NO_DATE ? { text, kind: 'error' } : { text, kind: 'date' };
  };
  const zeros = /^0{1,15}$/.test(usable) ? usable.length : 0;
  return {
    isDate,
    day,
    // Codes are most often in these: ten times as fast without the library.
    number: (value) =>
      zeros > 0 && Number.isInteger(value) && value >= 0 && value <= GENERAL_INTEGER_MAX
        ? { text: String(value).padStart(zeros, '0') }
        : day(value + days),
    text: (value) => (saysTexts ? format(pattern, value, OPTIONS) : value),
  };
}

const general = (value: number): Shown => ({
  text:
    Number.isInteger(value) && Math.abs(value) <= GENERAL_INTEGER_MAX
      ? String(value)
      : format(GENERAL, value),
});

const GENERAL_FORMAT: NumberFormat = {
  isDate: false,
  number: general,
  day: general,
  text: (value) => value,
};

/** A date that a file has as text (`t="d"`, ISO 8601), as the day that Excel counts; null for no date. */
export function dayOf(iso: string): number | null {
  const match =
    /^(?:(\d{4})-(\d\d)-(\d\d))?T?(?:(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?(?:Z|[+-]\d\d:\d\d)?$/.exec(iso);
  if (!match || iso === '') return null;
  const [year, month, day, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = (hours * 3_600 + minutes * 60 + seconds) / 86_400;
  if (match[1] === undefined) return time;
  const days = (Date.UTC(year, month - 1, day) - Date.UTC(1899, 11, 30)) / 86_400_000;
  // Excel has a 29 February 1900, so that days before it are one less.
  return (days < 61 ? days - 1 : days) + time;
}

function isReadable(code: string): boolean {
  try {
    format(code, 1, OPTIONS);
    return true;
  } catch {
    return false;
  }
}

function literal(text: string): string {
  return text === '' ? '' : `"${text.replaceAll('"', '')}"`;
}
