/** Certificates and what else people have in files for TLS, made in the test: X.509 (RFC 5280), PKCS #10 and #12, in DER. */
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Pair {
  readonly subject: string;
  readonly key: KeyObject;
  readonly der: Buffer;
  readonly cert: string;
  readonly keyPem: string;
}

export const newKey = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;

export const keyPemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export const pemOf = (label: string, der: Buffer) =>
  `-----BEGIN ${label}-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;

/** A certificate by `issuer` (none: self-signed) for the DNS names, with the subject as its CN. */
export function newPair(options: {
  readonly subject: string;
  readonly names?: readonly string[];
  readonly issuer?: Pair;
  readonly isCa?: boolean;
  readonly from?: Date;
  readonly to?: Date;
  readonly key?: KeyObject;
}): Pair {
  const { subject, names = [], issuer, isCa = false, key = newKey() } = options;
  const { from = new Date('2026-01-01'), to = new Date('2030-01-01') } = options;
  const extensions = [
    ...(isCa ? [extension('551d13', sequence(tlv(0x01, Buffer.from([0xff]))))] : []),
    ...(names.length > 0
      ? [extension('551d11', sequence(...names.map((name) => tlv(0x82, Buffer.from(name)))))]
      : []),
  ];
  const body = sequence(
    tlv(0xa0, integer(2)),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    nameOf(issuer?.subject ?? subject),
    sequence(generalizedTime(from), generalizedTime(to)),
    nameOf(subject),
    spkiOf(key),
    ...(extensions.length > 0 ? [tlv(0xa3, sequence(...extensions))] : []),
  );
  const der = signed(body, issuer?.key ?? key);
  return { subject, key, der, cert: pemOf('CERTIFICATE', der), keyPem: keyPemOf(key) };
}

export function certificateRequest(key: KeyObject): Buffer {
  return signed(
    sequence(integer(0), nameOf('sync.example.com'), spkiOf(key), tlv(0xa0, Buffer.alloc(0))),
    key,
  );
}

/** As much of a PKCS #12 file as tells what it is. */
export function pfx(): Buffer {
  return sequence(integer(3), sequence(oid('2a864886f70d010701'), tlv(0xa0, tlv(0x04, sequence()))));
}

export function pkcs7(certificate: Buffer): Buffer {
  const data = sequence(
    integer(1),
    tlv(0x31),
    sequence(oid('2a864886f70d010701')),
    tlv(0xa0, certificate),
    tlv(0x31),
  );
  return sequence(oid('2a864886f70d010702'), tlv(0xa0, data));
}

function signed(body: Buffer, key: KeyObject): Buffer {
  const signature = sign('sha256', body, key);
  return sequence(body, ECDSA_SHA256, tlv(0x03, Buffer.from([0]), signature));
}

function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

function integer(value: number): Buffer {
  return tlv(0x02, Buffer.from([value]));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, value));
}

function nameOf(cn: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(cn)))));
}

function generalizedTime(date: Date): Buffer {
  return tlv(0x18, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
}

function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}
