/**
 * What a file is that was given for a certificate or a key. People have what their CA, Windows or a router handed them; each kind
 * that the service cannot use has its name here and the command that makes a PEM file of it.
 */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { withoutMark } from '../marked-text.ts';

export interface TlsFile {
  /** The path as it was given. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Variable = 'TLS_CERT' | 'TLS_KEY';

export interface TlsContents {
  /** The blocks that can be used, as clean PEM. */
  readonly certificates: readonly string[];
  readonly keys: readonly string[];
  /** The kind of each thing in the file. */
  readonly kinds: readonly Kind[];
}

const MAX_BYTES = 1024 * 1024;

/**
 * Each kind in words, for which variable it was meant (null: for either), and what to do with it where it cannot be used as it is;
 * `out` is a file name for what comes out.
 */
const KINDS = {
  certificate: { for: 'TLS_CERT', words: 'a certificate', advice: () => '' },
  key: { for: 'TLS_KEY', words: 'a private key', advice: () => '' },
  lockedKey: {
    for: 'TLS_KEY',
    words: 'a private key that is locked with a password',
    advice: (file, out) => run(`openssl pkey -in ${file} -out ${out}`, 'TLS_KEY', out),
  },
  lockedKeyDer: {
    for: 'TLS_KEY',
    words: 'a private key in binary form (DER) that is locked with a password',
    advice: (file, out) => run(`openssl pkey -inform der -in ${file} -out ${out}`, 'TLS_KEY', out),
  },
  keyDer: {
    for: 'TLS_KEY',
    words: 'a private key in binary form (DER)',
    advice: (file, out) => run(`openssl pkey -inform der -in ${file} -out ${out}`, 'TLS_KEY', out),
  },
  certificateDer: {
    for: 'TLS_CERT',
    words: 'a certificate in binary form (DER)',
    advice: (file, out) => run(`openssl x509 -inform der -in ${file} -out ${out}`, 'TLS_CERT', out),
  },
  pfx: {
    for: null,
    words: 'a PKCS #12 file (.pfx, .p12) with certificate and key in one',
    advice: (file, out) =>
      `Run this (with -legacy added if openssl calls its encryption unsupported) and set both TLS_CERT and TLS_KEY to ${out}: openssl pkcs12 -in ${file} -nodes -out ${out}`,
  },
  pkcs7: {
    for: 'TLS_CERT',
    words: 'a PKCS #7 file (.p7b) of certificates',
    advice: (file, out) => run(`openssl pkcs7 -print_certs -in ${file} -out ${out}`, 'TLS_CERT', out),
  },
  pkcs7Der: {
    for: 'TLS_CERT',
    words: 'a PKCS #7 file (.p7b) of certificates in binary form (DER)',
    advice: (file, out) =>
      run(`openssl pkcs7 -inform der -print_certs -in ${file} -out ${out}`, 'TLS_CERT', out),
  },
  request: {
    for: 'TLS_CERT',
    words: 'a certificate request (CSR), not a certificate',
    advice: requestAdvice(''),
  },
  requestDer: {
    for: 'TLS_CERT',
    words: 'a certificate request (CSR) in binary form (DER), not a certificate',
    advice: requestAdvice('-inform der '),
  },
  publicKey: {
    for: null,
    words: 'a public key',
    advice: () =>
      'The private key was made with it and lies beside it: look for -----BEGIN PRIVATE KEY-----.',
  },
  opensshKey: {
    for: 'TLS_KEY',
    words: 'a private key of OpenSSH',
    advice: (file) => `Run this, which changes the file itself: ssh-keygen -p -m PKCS8 -N "" -f ${file}`,
  },
} as const satisfies Record<
  string,
  { words: string; for: Variable | null; advice: (file: string, out: string) => string }
>;

export type Kind = keyof typeof KINDS;

function run(command: string, variables: string, out: string): string {
  return `Run this and set ${variables} to ${out}: ${command}`;
}

function requestAdvice(form: string): (file: string, out: string) => string {
  return (file, out) =>
    'Send it to your CA and set TLS_CERT to what comes back. With a CA of your own: ' +
    `openssl x509 -req ${form}-in ${file} -CA ca.pem -CAkey ca-key.pem -CAcreateserial -copy_extensions copy -days 825 -out ${out}`;
}

const LABELS: Readonly<Record<string, Kind>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'TRUSTED CERTIFICATE': 'certificate',
  'PRIVATE KEY': 'key',
  'RSA PRIVATE KEY': 'key',
  'EC PRIVATE KEY': 'key',
  'ENCRYPTED PRIVATE KEY': 'lockedKey',
  'OPENSSH PRIVATE KEY': 'opensshKey',
  'PUBLIC KEY': 'publicKey',
  'RSA PUBLIC KEY': 'publicKey',
  'CERTIFICATE REQUEST': 'request',
  'NEW CERTIFICATE REQUEST': 'request',
  PKCS7: 'pkcs7',
  CMS: 'pkcs7',
};

/** The contents of a file; no kinds at all where nothing in it is known. */
export function contentsOf({ bytes }: TlsFile): TlsContents {
  if (bytes.length > MAX_BYTES) return { certificates: [], keys: [], kinds: [] };
  const blocks = pemBlocks(bytes);
  const der = blocks.length === 0 ? derKind(Buffer.from(bytes)) : null;
  const of = (kind: Kind) => blocks.filter((block) => block.kind === kind).map(({ pem }) => pem);
  return {
    certificates: of('certificate'),
    keys: of('key'),
    kinds: der === null ? blocks.map(({ kind }) => kind) : [der],
  };
}

/** Whether each of two files is what the other one should be. */
export function areSwapped(cert: TlsContents, key: TlsContents): boolean {
  const isAll = ({ kinds }: TlsContents, variable: Variable) =>
    kinds.length > 0 && kinds.every((kind) => KINDS[kind].for === variable);
  return isAll(cert, 'TLS_KEY') && isAll(key, 'TLS_CERT');
}

/** Says of a file what it is and what to do, for a variable that wants something else. */
export function refusalOf(variable: Variable, { name, bytes }: TlsFile, { kinds }: TlsContents): string {
  const takes = `${variable} takes ${variable === 'TLS_CERT' ? 'a certificate' : 'a private key'} as a PEM file.`;
  // A certificate may stand in front of a locked key.
  const kind = kinds.find((each) => KINDS[each].for !== other(variable)) ?? kinds[0];
  if (kind === undefined) {
    const begin = `-----BEGIN ${variable === 'TLS_CERT' ? 'CERTIFICATE' : 'PRIVATE KEY'}-----`;
    return `${variable}: ${name} ${bytes.length === 0 ? 'is empty' : `has no line ${begin}`}. ${takes}`;
  }
  const { words, for: meantFor, advice } = KINDS[kind];
  const next = meantFor === other(variable) ? takes : advice(quoted(name), quoted(outFor(name)));
  return `${variable}: ${name} is ${words}. ${next}`;
}

const other = (variable: Variable): Variable => (variable === 'TLS_CERT' ? 'TLS_KEY' : 'TLS_CERT');

/** A new file beside the old one, so that nothing is written over. */
const outFor = (name: string) => name.replace(/(\.[^./\\]*)?$/, '-new.pem');

/** For a command line. */
export const quoted = (name: string) => (/^[\w./\\:-]+$/.test(name) ? name : `"${name}"`);

/** Text around the blocks (what `openssl pkcs12` and many CAs write there) is passed over. */
function pemBlocks(bytes: Uint8Array): { kind: Kind; pem: string }[] {
  const { encoding, bytes: rest } = withoutMark(bytes);
  const text = rest.toString(encoding === 'utf8' ? 'latin1' : encoding);
  return text
    .split('-----BEGIN ')
    .slice(1)
    .flatMap((part) => {
      const label = part.slice(0, part.indexOf('-----'));
      const last = `-----END ${label}-----`;
      const end = part.indexOf(last);
      const kind = Object.hasOwn(LABELS, label) ? LABELS[label] : undefined;
      if (kind === undefined) return [];
      // What has no end stays as it is: reading it will fail.
      const pem = `-----BEGIN ${end < 0 ? part : `${part.slice(0, end)}${last}\n`}`;
      // The older form of a locked key has the label of an open one (RFC 1421, 4.6.1.1).
      return [{ kind: kind === 'key' && pem.includes('ENCRYPTED') ? 'lockedKey' : kind, pem }];
    });
}

const SEQUENCE = 0x30;
/** The ids of PKCS #7 signed data, and of the two families of passwords for keys (PKCS #5, PKCS #12). */
const SIGNED_DATA = '06092a864886f70d010702';
const LOCKED = /^(06092a864886f70d0105|060a2a864886f70d010c01)/;

function derKind(bytes: Buffer): Kind | null {
  if (bytes[0] !== SEQUENCE) return null;
  const key = (type: 'pkcs8' | 'pkcs1' | 'sec1') => () =>
    createPrivateKey({ key: bytes, format: 'der', type });
  if (works(() => new X509Certificate(bytes))) return 'certificateDer';
  if ((['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => works(key(type)))) return 'keyDer';
  if (works(() => createPublicKey({ key: bytes, format: 'der', type: 'spki' }))) return 'publicKey';
  const inside = withinSequence(bytes);
  const hex = inside.toString('hex', 0, 16);
  if (hex.startsWith('02010330')) return 'pfx';
  if (hex.startsWith(SIGNED_DATA)) return 'pkcs7Der';
  if (inside[0] !== SEQUENCE) return null;
  const deeper = withinSequence(inside).toString('hex', 0, 16);
  if (LOCKED.test(deeper)) return 'lockedKeyDer';
  return deeper.startsWith('02010030') ? 'requestDer' : null;
}

/** What follows the head of a DER sequence: its tag, and its length in one byte or, if that is over 0x80, in that many more. */
function withinSequence(bytes: Buffer): Buffer {
  const length = bytes[1] ?? 0;
  return bytes.subarray(length > 0x80 ? 2 + (length - 0x80) : 2);
}

function works(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
