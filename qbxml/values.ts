/** Small values of qbXML: identifiers and versions. */

/** ListID (XSD: IDTYPE, maxLength 36). */
export const LIST_ID_MAX = 36;

/** A GUID as qbXML takes it (XSD: GUIDTYPE): in braces. Its other form, "0", is nobody's identity. */
export function isGuid(text: string): boolean {
  return /^\{[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}$/.test(text);
}

/** The same GUID, with or without braces, in capitals or not: QuickBooks and people write both. */
export function sameGuid(a: string, b: string): boolean {
  return bareGuid(a) === bareGuid(b);
}

/** What counts of a GUID. */
export function bareGuid(text: string): string {
  return text
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .toLowerCase();
}

/** xsd BOOLTYPE: true, false, 1, 0 or empty. */
export function toBoolean(text: string | null): boolean | null {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return null;
}

/** `yyyy-mm-ddThh:mm:ss`, with an offset or QuickBooks' own local time (XSD: DATETIMETYPE, which takes no "Z"). */
export function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?$/.test(text);
}

/** "13.0": what stands in the qbxml processing instruction. Country versions ("CA3.0") are none. */
export type QbxmlVersion = `${number}.${number}`;

/** Whether a text is a version such as "13.0". */
export function isQbxmlVersion(text: string): text is QbxmlVersion {
  return /^[1-9]\d?\.\d$/.test(text);
}

/** Below 0 if a is the older version; "9.0" is older than "13.0". */
export function compareVersions(a: QbxmlVersion, b: QbxmlVersion): number {
  return Number(a) - Number(b);
}
