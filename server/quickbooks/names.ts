/** How names of QuickBooks are compared: exactly as it does, and roughly, as people mean them. */
import { cleanText, toNFC } from '../../qbxml/text.ts';

/** Upper and lower case are the same to QuickBooks (qbXML reference, FullName). */
export const keyOf = (name: string): string => name.toLowerCase();

/**
 * What names have in common that people take for the same: without accents, blanks, dashes and punctuation, and without zeros
 * that only fill a number. '' where nothing is left: then it is near to nothing.
 */
export function roughly(name: string): string {
  // Most names are plain, and there are a hundred thousand of them.
  const words = /^[\x20-\x7e]*$/.test(name)
    ? name.toLowerCase().replace(/[^a-z0-9]+/g, ' ')
    : toNFC(cleanText(name))
        .normalize('NFD')
        .toLowerCase()
        .replace(/\p{M}/gu, '')
        .replace(/[^\p{L}\p{N}]+/gu, ' ');
  return words
    .trim()
    .split(' ')
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('');
}

/** The last name in a full name. */
export const leafOf = (fullName: string): string => fullName.slice(fullName.lastIndexOf(':') + 1);
