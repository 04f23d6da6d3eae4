/** What is said of the files of TLS_CERT and TLS_KEY before anything listens with them. */
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckedTls, checkTls } from '../../server/http/tls.ts';
import { certificateRequest, keyPemOf, newKey, newPair, pemOf, pfx, pkcs7 } from '../support/certificates.ts';
import { hasOpenssl } from '../support/machine.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const URL = 'https://sync.example.com';
const NAMES = ['sync.example.com'];

const root = newPair({ subject: 'Known Root', isCa: true });
const middle = newPair({ subject: 'Middle', isCa: true, issuer: root });
const leaf = newPair({ subject: 'sync.example.com', names: NAMES, issuer: middle });

type Given = string | Uint8Array;

function check(
  cert: Given,
  key: Given,
  { url = URL, now = NOW, certName = 'cert.pem', keyName = 'key.pem' } = {},
) {
  const bytes = (given: Given) => (typeof given === 'string' ? Buffer.from(given) : given);
  return checkTls(
    { cert: { name: certName, bytes: bytes(cert) }, key: { name: keyName, bytes: bytes(key) } },
    now,
    url,
    [root.cert],
  );
}

function warningsOf(checked: CheckedTls): readonly string[] {
  if (checked.kind === 'refused') throw new Error(checked.message);
  for (const warning of checked.warnings) expect(warning).toMatch(/^[^\n]+$/);
  return checked.warnings;
}

function refusalOf(checked: CheckedTls): string {
  if (checked.kind === 'usable') throw new Error('it is usable');
  expect(checked.message).toMatch(/^[^\n]+$/);
  return checked.message;
}

describe('a certificate with its chain', () => {
  it('is used without a word', () => {
    expect(warningsOf(check(leaf.cert + middle.cert, leaf.keyPem))).toEqual([]);
    expect(warningsOf(check(leaf.cert + middle.cert + root.cert, leaf.keyPem))).toEqual([]);
  });

  it('is found and put first whatever the order in the file and the text between, as openssl pkcs12 writes it', () => {
    const file = `Bag Attributes: M\u00fcller\r\n${root.cert}${leaf.keyPem}subject=CN=x\n${middle.cert}${leaf.cert}`;
    const checked = check(file, file);
    expect(warningsOf(checked)).toEqual([]);
    expect(checked).toMatchObject({ cert: [leaf, middle, root].map(({ cert }) => cert).join('') });
  });

  it('is read with a byte order mark and in UTF-16, as Windows saves text', () => {
    const utf16 = Buffer.from(`\ufeff${leaf.keyPem}`, 'utf16le');
    expect(warningsOf(check(`\ufeff${leaf.cert}${middle.cert}`, utf16))).toEqual([]);
    expect(warningsOf(check(`\ufeff${leaf.cert}${middle.cert}`, Buffer.from(utf16).swap16()))).toEqual([]);
  });

  it('may have its keys in the older forms, too', () => {
    const sec1 = leaf.key.export({ type: 'sec1', format: 'pem' }).toString();
    expect(warningsOf(check(leaf.cert + middle.cert, sec1))).toEqual([]);
  });
});

describe('a warning, with the next step, comes if the certificate', () => {
  it.each([
    ['https://sync.example.com', ['sync.example.com', 'other.example.com']],
    ['https://SYNC.example.com:8443/qb', ['sync.example.com']],
    ['https://sync.example.com', ['*.example.com']],
    ['https://office-pc:8080', ['office-pc']],
    ['https://m\u00fcller.example.com', ['xn--mller-kva.example.com']],
  ])('is not for the host of PUBLIC_URL: %s by %j is its host', (url, names) => {
    const pair = newPair({ subject: 'x', names, issuer: root });
    expect(warningsOf(check(pair.cert, pair.keyPem, { url }))).toEqual([]);
  });

  it.each([
    [
      'https://sync.example.com',
      ['example.com'],
      'It is for example.com. Set PUBLIC_URL to https://example.com, or',
    ],
    ['https://localhost:8443', ['a.example.com'], 'Set PUBLIC_URL to https://a.example.com:8443, or have'],
    ['https://a.b.example.com', ['*.example.com'], 'It is for *.example.com. Have a certificate made'],
    ['https://example.com', ['*.example.com'], 'subjectAltName=DNS:example.com'],
    ['https://sync.example.com', ['s*.example.com'], 'the certificate is not for sync.example.com'],
    ['https://sync.example.com', ['a', 'b', 'c', 'd', 'e', 'f'], 'It is for a, b, c, d, e and others.'],
    ['https://sync.example.com', [], 'It names no host at all.'],
  ])('is not for the host of PUBLIC_URL: %s by %j is not', (url, names, words) => {
    const pair = newPair({ subject: 'x', names, issuer: root });
    const [warning, ...more] = warningsOf(check(pair.cert, pair.keyPem, { url }));
    expect(warning).toContain(words);
    expect(warning).toContain('QBWC1048');
    expect(more).toEqual([]);
  });

  it('has its name as a CN only', () => {
    const pair = newPair({ subject: 'sync.example.com', issuer: root });
    expect(warningsOf(check(pair.cert, pair.keyPem))).toEqual([expect.stringContaining('as its CN only')]);
  });

  it('serves https where PUBLIC_URL says http', () => {
    const pair = newPair({ subject: 'x', names: ['office-pc'], issuer: root });
    expect(warningsOf(check(pair.cert, pair.keyPem, { url: 'http://office-pc:8080' }))).toEqual([
      expect.stringContaining('Set PUBLIC_URL to https://office-pc:8080 '),
    ]);
  });

  it('is self-signed', () => {
    const pair = newPair({ subject: 'sync.example.com', names: NAMES });
    expect(warningsOf(check(pair.cert, pair.keyPem, { certName: '/etc/tls/our cert.pem' }))).toEqual([
      expect.stringMatching(/self-signed.+certutil -addstore Root "our cert.pem"$/),
    ]);
  });

  it('comes without the certificate of its CA', () => {
    expect(warningsOf(check(leaf.cert, leaf.keyPem))).toEqual([
      expect.stringMatching(
        /the certificate of "Middle", which issued "sync.example.com", is missing in cert.pem/,
      ),
    ]);
    const ownRoot = newPair({ subject: 'Known Root', isCa: true });
    const ownLeaf = newPair({ subject: 'x', names: NAMES, issuer: ownRoot });
    expect(warningsOf(check(ownLeaf.cert, ownLeaf.keyPem))).toHaveLength(1);
    expect(warningsOf(check(ownLeaf.cert + root.cert, ownLeaf.keyPem))).toHaveLength(1);
    expect(warningsOf(check(ownLeaf.cert + ownRoot.cert, ownLeaf.keyPem))).toEqual([]);
  });

  it.each([
    ['2026-11-28T11:59:59Z', /"x" expired on 2026-11-28 11:59 UTC, so the Web Connector will refuse it/],
    ['2026-11-28T13:00:00Z', /"x" expires in less than a day, on 2026-11-28 13:00 UTC\. Put a renewed one/],
    ['2026-11-29T13:00:00Z', /"x" expires in 1 day, on 2026-11-29 13:00 UTC/],
    ['2026-12-28T12:00:00Z', /"x" expires in 30 days, on 2026-12-28 12:00 UTC/],
  ])('expires on %s', (to, words) => {
    const pair = newPair({ subject: 'x', names: NAMES, issuer: root, to: new Date(to) });
    expect(warningsOf(check(pair.cert, pair.keyPem))).toEqual([expect.stringMatching(words)]);
  });

  it('expires, but not if that is more than 30 days away', () => {
    const pair = newPair({ subject: 'x', names: NAMES, issuer: root, to: new Date('2026-12-28T12:00:01Z') });
    expect(warningsOf(check(pair.cert, pair.keyPem))).toEqual([]);
  });

  it('is not valid yet, with what the clock shows', () => {
    const pair = newPair({
      subject: 'x',
      names: NAMES,
      issuer: root,
      from: new Date('2026-11-28T12:01:00Z'),
    });
    expect(warningsOf(check(pair.cert, pair.keyPem))).toEqual([
      expect.stringMatching(/"x" is not valid before 2026-11-28 12:01 UTC.+clock.+2026-11-28 12:00 UTC\.$/),
    ]);
  });

  it('has a CA that is over', () => {
    const old = newPair({ subject: 'Old CA', isCa: true, issuer: root, to: new Date('2026-11-01') });
    const pair = newPair({ subject: 'x', names: NAMES, issuer: old });
    expect(warningsOf(check(pair.cert + old.cert, pair.keyPem))).toEqual([
      expect.stringContaining('the certificate of the CA "Old CA" expired on 2026-11-01 00:00 UTC'),
    ]);
  });
});

const damaged = (pem: string) => pem.replace('\nM', '\nA');
const der = (key = leaf.key) => key.export({ type: 'pkcs8', format: 'der' });
const locked = (format: 'pem' | 'der') =>
  leaf.key.export({ type: 'pkcs8', format: format as 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' });
const publicKey = createPublicKey(leaf.key).export({ type: 'spki', format: 'pem' }).toString();
const oldLocked = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
  cipher: 'aes-128-cbc',
  passphrase: 'secret',
});

describe('the start is refused, and said what the file is,', () => {
  it.each<[is: string, file: Given, words: string]>([
    ['empty', '', 'cert.pem is empty.'],
    ['any text', 'hello', 'cert.pem has no line -----BEGIN CERTIFICATE-----.'],
    ['cut off', leaf.cert.slice(0, 100), 'the certificate in cert.pem is damaged'],
    ['damaged', damaged(leaf.cert), 'the certificate in cert.pem is damaged'],
    ['damaged in the middle', leaf.cert + damaged(middle.cert), 'certificate 2 in cert.pem is damaged'],
    ['a key', leaf.keyPem, 'cert.pem is a private key. TLS_CERT takes a certificate as a PEM file.'],
    ['a locked key', locked('pem'), 'locked with a password. TLS_CERT takes a certificate as a PEM file.'],
    ['a public key', publicKey, 'cert.pem is a public key. The private key'],
    [
      'a request',
      pemOf('CERTIFICATE REQUEST', certificateRequest(leaf.key)),
      'a certificate request (CSR), not a certificate. Send it to your CA and set TLS_CERT to what comes back.',
    ],
    [
      'a binary request',
      certificateRequest(leaf.key),
      'openssl x509 -req -inform der -in cert.pem -CA ca.pem ',
    ],
    ['binary', leaf.der, 'openssl x509 -inform der -in cert.pem -out cert-new.pem'],
    [
      'PKCS #12',
      pfx(),
      'both TLS_CERT and TLS_KEY to cert-new.pem: openssl pkcs12 -in cert.pem -nodes -out cert-new.pem',
    ],
    ['PKCS #7', pemOf('PKCS7', pkcs7(leaf.der)), 'openssl pkcs7 -print_certs -in cert.pem -out cert-new.pem'],
    [
      'binary PKCS #7',
      pkcs7(leaf.der),
      'openssl pkcs7 -inform der -print_certs -in cert.pem -out cert-new.pem',
    ],
  ])('if TLS_CERT is %s', (_, file, words) => {
    const message = refusalOf(check(file, leaf.keyPem));
    expect(message).toContain(words);
    expect(message).toMatch(/^TLS_CERT: /);
  });

  it.each<[is: string, file: Given, words: string]>([
    ['empty', '', 'key.pem is empty.'],
    ['damaged', damaged(leaf.keyPem), 'the private key in key.pem is damaged'],
    ['a certificate', leaf.cert, 'key.pem is a certificate. TLS_KEY takes a private key as a PEM file.'],
    [
      'locked',
      locked('pem'),
      'locked with a password. Run this and set TLS_KEY to key-new.pem: openssl pkey -in key.pem -out',
    ],
    ['locked behind a certificate', leaf.cert + locked('pem'), 'openssl pkey -in key.pem -out key-new.pem'],
    ['locked in the old form', oldLocked.toString(), 'openssl pkey -in key.pem -out key-new.pem'],
    ['locked and binary', locked('der'), 'openssl pkey -inform der -in key.pem -out key-new.pem'],
    ['binary', der(), 'openssl pkey -inform der -in key.pem -out key-new.pem'],
    [
      'a public key',
      publicKey,
      'key.pem is a public key. The private key was made with it and lies beside it',
    ],
    ['PKCS #12', pfx(), 'openssl pkcs12 -in key.pem -nodes -out key-new.pem'],
    ['of OpenSSH', pemOf('OPENSSH PRIVATE KEY', der()), 'ssh-keygen -p -m PKCS8 -N "" -f key.pem'],
  ])('if TLS_KEY is %s', (_, file, words) => {
    const message = refusalOf(check(leaf.cert, file));
    expect(message).toContain(words);
    expect(message).toMatch(/^TLS_KEY: /);
    expect(message).not.toContain('secret');
  });

  it('if the two are swapped, also if the key is locked', () => {
    for (const key of [leaf.keyPem, locked('pem'), der()])
      expect(refusalOf(check(key, leaf.cert))).toBe(
        'TLS_CERT and TLS_KEY are swapped: cert.pem is the private key and key.pem the certificate.',
      );
  });

  it('if the key is that of another certificate, be it of another type', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    for (const key of [newKey(), rsa])
      expect(refusalOf(check(leaf.cert + middle.cert, keyPemOf(key)))).toMatch(
        /^TLS_CERT and TLS_KEY do not belong together: the certificate in cert\.pem was not made for the key in key\.pem\. /,
      );
  });

  it('with a command that works for names with blanks', () => {
    expect(refusalOf(check(leaf.der, leaf.keyPem, { certName: 'C:\\our files\\office.cer' }))).toContain(
      'openssl x509 -inform der -in "C:\\our files\\office.cer" -out "C:\\our files\\office-new.pem"',
    );
  });
});

describe.skipIf(!hasOpenssl())('the command that a refusal names makes what it says (with openssl)', () => {
  const inFolder = <T>(work: (file: (name: string) => string) => T): T => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cost-code-sync-tls-'));
    try {
      return work((name) => path.join(folder, name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  /** Runs the one command of a message, with the password where it asks for one. */
  const runOf = (message: string, ...more: string[]): void => {
    const [program = '', ...args] = (/: (openssl .+? -out \S+\.pem)/.exec(message)?.[1] ?? '').split(' ');
    execFileSync(program, [...args, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  };

  it.each<[is: string, name: string, file: Given]>([
    ['locked key', 'key.pem', locked('pem')],
    ['locked binary key', 'key.der', locked('der')],
    ['binary key', 'office.key', der()],
  ])('%s', (_, name, bytes) => {
    inFolder((file) => {
      writeFileSync(file(name), bytes);
      runOf(
        refusalOf(check(leaf.cert, readFileSync(file(name)), { keyName: file(name) })),
        '-passin',
        'pass:secret',
      );
      const made = readFileSync(file(`${path.parse(name).name}-new.pem`));
      expect(warningsOf(check(leaf.cert + middle.cert, made))).toEqual([]);
    });
  });

  it.each<[is: string, name: string, file: Given]>([
    ['binary certificate', 'office.cer', leaf.der],
    ['PKCS #7', 'office.p7b', pemOf('PKCS7', pkcs7(leaf.der))],
    ['binary PKCS #7', 'office.p7b', pkcs7(leaf.der)],
  ])('%s', (_, name, bytes) => {
    inFolder((file) => {
      writeFileSync(file(name), bytes);
      runOf(refusalOf(check(readFileSync(file(name)), leaf.keyPem, { certName: file(name) })));
      expect(check(readFileSync(file('office-new.pem')), leaf.keyPem)).toMatchObject({ cert: leaf.cert });
    });
  });

  it('PKCS #12, with key and chain in one file', () => {
    inFolder((file) => {
      writeFileSync(file('all.pem'), leaf.keyPem + leaf.cert + middle.cert);
      const args = ['pkcs12', '-export', '-in', file('all.pem'), '-out', file('office.pfx')];
      execFileSync('openssl', [...args, '-passout', 'pass:secret'], { stdio: 'pipe' });
      const given = readFileSync(file('office.pfx'));
      runOf(refusalOf(check(given, given, { certName: file('office.pfx') })), '-passin', 'pass:secret');
      const made = readFileSync(file('office-new.pem'));
      expect(warningsOf(check(made, made))).toEqual([]);
    });
  });

  it("certificate request, with a CA of one's own", () => {
    inFolder((file) => {
      writeFileSync(file('ca.pem'), root.cert);
      writeFileSync(file('ca-key.pem'), root.keyPem);
      const name = file('office.csr');
      writeFileSync(name, pemOf('CERTIFICATE REQUEST', certificateRequest(leaf.key)));
      const message = refusalOf(check(readFileSync(name), leaf.keyPem, { certName: name }));
      runOf(message.replace(' ca.pem', ` ${file('ca.pem')}`).replace('ca-key.pem', file('ca-key.pem')));
      const made = new X509Certificate(readFileSync(file('office-new.pem')));
      expect(made.checkPrivateKey(leaf.key)).toBe(true);
    });
  });
});
