/**
 * Windows-1252, as the Encoding Standard has it. Node 24.0.0, the newest Node 24 that the registry has for Apple chips, takes it for
 * ISO-8859-1 (nodejs/node #56542): a quotation mark of Word would become a control character.
 */

/** Of 0x80 to 0x9F; the five that Windows leaves open stand for themselves. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Text from bytes in Windows-1252; every byte is a character. */
export function decodeWindows1252(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin1.replace(/[\x80-\x9f]/g, (char) => HIGH[char.charCodeAt(0) - 0x80]!);
}
