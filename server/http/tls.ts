/**
 * Whether the files of TLS_CERT and TLS_KEY can be used, and what the Web Connector on a desktop will have against them: it refuses
 * a certificate that Windows does not take (QBWC1048), and says no more than that. Here each reason has its words and its next step.
 * What cannot work at all stops the start; what a desktop will or may refuse is a warning.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext, rootCertificates } from 'node:tls';
import { areSwapped, contentsOf, quoted, refusalOf, type TlsFile } from './tls-file.ts';

export type CheckedTls =
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'usable';
      /** PEM: the certificate of the key first, then those that lead to its CA, whatever the order in the file. */
      readonly cert: string;
      readonly key: string;
      readonly warnings: readonly string[];
    };

const DAY_MS = 24 * 60 * 60_000;
const SOON_DAYS = 30;
const NAMES_SHOWN = 5;

/** `roots` are the CAs that everybody knows, as PEM; Windows has much the same as Node. */
export function checkTls(
  files: { readonly cert: TlsFile; readonly key: TlsFile },
  now: Date,
  publicURL: string,
  roots: readonly string[] = rootCertificates,
): CheckedTls {
  const cert = contentsOf(files.cert);
  const key = contentsOf(files.key);
  const refused = (message: string): CheckedTls => ({ kind: 'refused', message });
  if (areSwapped(cert, key)) {
    return refused(
      `TLS_CERT and TLS_KEY are swapped: ${files.cert.name} is the private key and ${files.key.name} the certificate.`,
    );
  }
  if (cert.certificates.length === 0) return refused(refusalOf('TLS_CERT', files.cert, cert));
  if (key.keys.length === 0) return refused(refusalOf('TLS_KEY', files.key, key));

  const keyPem = key.keys[0] ?? '';
  const privateKey = orNull(() => createPrivateKey(keyPem));
  if (privateKey === null)
    return refused(`TLS_KEY: the private key in ${files.key.name} is damaged. Copy the file again.`);
  const certificates: X509Certificate[] = [];
  for (const [at, pem] of cert.certificates.entries()) {
    const certificate = orNull(() => new X509Certificate(pem));
    if (certificate === null) {
      const which = cert.certificates.length === 1 ? 'the certificate' : `certificate ${at + 1}`;
      return refused(`TLS_CERT: ${which} in ${files.cert.name} is damaged. Copy the file again.`);
    }
    certificates.push(certificate);
  }
  const own = certificates.find((certificate) => isFor(certificate, privateKey));
  if (own === undefined) {
    return refused(
      `TLS_CERT and TLS_KEY do not belong together: the certificate in ${files.cert.name} was not made for the key in ${files.key.name}. Look for the key with which it was requested, or have a certificate made for this key.`,
    );
  }

  const chain = chainOf(own, certificates);
  const rest = certificates.filter((certificate) => !chain.includes(certificate));
  const pem = [...chain, ...rest].map(String).join('');
  try {
    createSecureContext({ cert: pem, key: keyPem });
  } catch (error) {
    // OpenSSL's last words tell it: "ee key too small", "ca md too weak".
    const words = (error as Error).message.split(':').at(-1);
    return refused(
      `TLS_CERT and TLS_KEY cannot be used (${words}). Have a certificate made with SHA-256 for an RSA key of 2048 bits or more.`,
    );
  }
  return {
    kind: 'usable',
    cert: pem,
    key: keyPem,
    warnings: [
      ...nameWarnings(own, new URL(publicURL)),
      ...trustWarnings(chain, roots, files.cert.name),
      ...chain.flatMap((each) => timeWarnings(each, now, each === own)),
    ],
  };
}

function nameWarnings(own: X509Certificate, { protocol, host, hostname, port }: URL): string[] {
  const warnings: string[] = [];
  if (protocol === 'http:')
    warnings.push(
      `PUBLIC_URL begins with http://, but with TLS_CERT the service answers https only. Set PUBLIC_URL to https://${host} and download the .qwc file again.`,
    );
  const name = hostname.replace(/\.$/, '');
  // Windows takes * for one whole label only; and a CN is a name only for old programs (RFC 9525, 2).
  if (own.checkHost(name, { subject: 'never', partialWildcards: false }) !== undefined) return warnings;
  const names = [...(own.subjectAltName ?? '').matchAll(/DNS:([^,"]+)/g)].map(([, each]) => each ?? '');
  const has =
    names.length > 0
      ? `It is for ${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ' and others' : ''}`
      : own.checkHost(name, { subject: 'always' }) !== undefined
        ? 'It has this name as its CN only, where browsers do not look'
        : 'It names no host at all';
  const [first] = names.filter((each) => !each.includes('*'));
  const either =
    first === undefined ? '' : `Set PUBLIC_URL to https://${first}${port && `:${port}`}, or have `;
  warnings.push(
    `TLS_CERT: the certificate is not for ${name}, the host of PUBLIC_URL, so the Web Connector will refuse it (QBWC1048). ${has}. ${either || 'Have '}a certificate made with subjectAltName=DNS:${name}.`,
  );
  return warnings;
}

function trustWarnings(chain: readonly X509Certificate[], roots: readonly string[], file: string): string[] {
  const [own] = chain;
  const last = chain.at(-1);
  if (own === undefined || last === undefined) return [];
  if (own === last && isIssuedBy(own, own)) {
    return [
      `TLS_CERT: the certificate is self-signed, so the desktop with the Web Connector does not trust it (QBWC1048) before it is told to. Copy the certificate (never the key) there and run as administrator: certutil -addstore Root ${quoted(baseName(file))}`,
    ];
  }
  if (isIssuedBy(last, last)) return [];
  if (roots.some((pem) => isIssuedBy(last, new X509Certificate(pem)))) return [];
  const issuer = shortName(last.issuer);
  return [
    `TLS_CERT: the certificate of "${issuer}", which issued "${shortName(last.subject)}", is missing in ${file}, so the desktop may not trust it (QBWC1048). Use the file that your CA calls full chain, or append that certificate to the file. If "${issuer}" is a CA of your own, the desktop needs its certificate, too, as administrator: certutil -addstore Root ca.pem`,
  ];
}

function timeWarnings(certificate: X509Certificate, now: Date, isOwn: boolean): string[] {
  const { validFromDate: from, validToDate: to } = certificate;
  const which = `TLS_CERT: the certificate ${isOwn ? '' : 'of the CA '}"${shortName(certificate.subject)}"`;
  const renew = 'Put a renewed one in its place and start the service again.';
  if (now > to)
    return [`${which} expired on ${time(to)}, so the Web Connector will refuse it (QBWC1048). ${renew}`];
  if (now < from)
    return [
      `${which} is not valid before ${time(from)}, so the Web Connector will refuse it until then (QBWC1048). See whether the clock of this machine is right: it shows ${time(now)}.`,
    ];
  const days = Math.floor((to.getTime() - now.getTime()) / DAY_MS);
  if (to.getTime() - now.getTime() > SOON_DAYS * DAY_MS) return [];
  const left = days === 0 ? 'in less than a day' : `in ${days} day${days === 1 ? '' : 's'}`;
  return [`${which} expires ${left}, on ${time(to)}. ${renew}`];
}

/** From the certificate by its issuers as far as they are in the file. */
function chainOf(own: X509Certificate, all: readonly X509Certificate[]): X509Certificate[] {
  const chain = [own];
  for (let last = own; !isIssuedBy(last, last); ) {
    const issuer = all.find((each) => !chain.includes(each) && isIssuedBy(last, each));
    if (issuer === undefined) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate) =>
  orNull(() => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)) === true;

const isFor = (certificate: X509Certificate, key: KeyObject) =>
  orNull(() => certificate.checkPrivateKey(key)) === true;

/** The CN of a name, else the whole of it in one line. */
const shortName = (name: string) => /^CN=(.*)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ');

const baseName = (file: string) => file.replace(/^.*[/\\]/, '');

const time = (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function orNull<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch {
    return null;
  }
}
