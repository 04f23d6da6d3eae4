/** What an OLE file is (the compound file of [MS-CFB]): Excel's old binary workbooks are, and every workbook with a password. */

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** Entries of the directory lie at multiples of their length (2.6.1: sectors of 512 or 4,096 bytes are made up of them). */
const ENTRY_BYTES = 128;
const NAME_LENGTH_AT = 64;

/** Whether the bytes begin like an OLE file: an .xls, or a workbook with a password. */
export function isOle(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** What it is, as a whole sentence with the next step. */
export function whatOleIs(bytes: Uint8Array): string {
  const has = (name: string) => hasStream(bytes, name);
  if (has('EncryptedPackage'))
    return (
      'This workbook is protected by a password. Open it in Excel, remove the password (File, Info, Protect Workbook, ' +
      'Encrypt with Password, empty the field), save it and import that.'
    );
  if (has('Workbook') || has('Book'))
    return 'This is a workbook of an old version of Excel (.xls, up to 2003). Open it in Excel, save it as Excel Workbook (.xlsx) and import that.';
  if (has('WordDocument'))
    return 'This is a document of an old version of Word (.doc), not a workbook. Copy its table into Excel, save it as Excel Workbook (.xlsx) and import that.';
  return 'This is not a workbook, but some other file of Microsoft Office or Windows (such as .ppt, .msg or .msi). Choose the workbook (.xlsx) instead.';
}

/**
 * Looks at every place where an entry can be, instead of following chains of sectors that a damaged file sends in circles. The case
 * of letters does not matter (2.6.4).
 */
function hasStream(bytes: Uint8Array, name: string): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = (name.length + 1) * 2;
  for (let at = 4 * ENTRY_BYTES; at + ENTRY_BYTES <= view.length; at += ENTRY_BYTES)
    if (
      view.readUInt16LE(at + NAME_LENGTH_AT) === length &&
      view.toString('utf16le', at, at + length - 2).toLowerCase() === name.toLowerCase()
    )
      return true;
  return false;
}
