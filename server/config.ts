/** The configuration: a pure function of an environment. A wrong value stops the start, with one line that names it. */
import { isIP } from 'node:net';
import { DotEnvFault, readDotEnv } from './dot-env.ts';
import { isMailAddress } from './mail-address.ts';

export interface Config {
  readonly port: number;
  /** The service listens on all of them, except those that the machine does not have. */
  readonly hosts: readonly string[];
  /** Without a trailing slash. */
  readonly publicURL: string;
  readonly mongodbURL: string | null;
  readonly dataDir: string;
  readonly adminPassword: string | null;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly sessionDays: number;
  readonly logLevel: LogLevel;
  /** The most requests that a message set may have. */
  readonly setMax: number;
  readonly soapBodyMaxBytes: number;
  /** Reverse proxies in front whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** Whether /metrics are for callers on other machines, too. */
  readonly metricsPublic: boolean;
  /** Whether HSTS is said for every name below that of PUBLIC_URL. */
  readonly hstsSubdomains: boolean;
  /** The mail server, and as whom it is written; null: no mail. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Whether webhooks may lead to addresses of this network. */
  readonly webhookPrivate: boolean;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const LOOPBACKS = ['127.0.0.1', '::1'];
const ALL_ADDRESSES = ['0.0.0.0', '::'];

type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration is wrong: the service does not start. The message is one line for the admin. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** The bytes of a `.env` file below the real environment, which wins. Throws a ConfigError that names the line. */
export function withDotEnv(environment: Environment, dotEnv: Uint8Array | null): Environment {
  if (dotEnv === null) return environment;
  try {
    return { ...readDotEnv(dotEnv), ...environment };
  } catch (error) {
    if (error instanceof DotEnvFault) throw new ConfigError(`.env, line ${error.line}: ${error.message}`);
    throw error;
  }
}

/** The configuration that an environment gives. Throws ConfigError at the first variable that is wrong. */
export function readConfig(environment: Environment): Config {
  // An empty variable is an unset one: that is how shells and compose files leave one out.
  // A byte order mark at its beginning goes with the white space.
  const get = (name: string): string | null => {
    const text = environment[name]?.trim() || null;
    if (text !== null && /[\x00-\x1f\x7f]/.test(text))
      throw new ConfigError(`${name} must not hold a line break or another control character.`);
    return text;
  };
  const number = (name: string, initial: number, min: number, max: number): number => {
    const text = get(name);
    if (text === null) return initial;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
    return value;
  };
  const oneOf = <T extends string>(name: string, initial: T, values: readonly T[]): T => {
    const text = get(name);
    if (text === null) return initial;
    const value = values.find((each) => each === text.toLowerCase());
    if (value === undefined)
      throw new ConfigError(`${name} must be one of ${values.join(', ')}, not "${text}".`);
    return value;
  };

  const port = number('PORT', 8080, 1, 65_535);
  const certFile = get('TLS_CERT');
  const keyFile = get('TLS_KEY');
  if ((certFile === null) !== (keyFile === null)) {
    throw new ConfigError(
      `TLS_CERT and TLS_KEY go together: ${certFile === null ? 'TLS_CERT' : 'TLS_KEY'} is missing.`,
    );
  }
  const tls = certFile !== null && keyFile !== null ? { certFile, keyFile } : null;
  const publicURL = readPublicURL(get('PUBLIC_URL') ?? `${tls ? 'https' : 'http'}://localhost:${port}`);
  const adminPassword = environment.ADMIN_PASSWORD || null;
  if (adminPassword !== null && adminPassword.length > 1_000)
    throw new ConfigError('ADMIN_PASSWORD has more than 1,000 characters.');
  return {
    port,
    hosts: hostsOf(get('HOST'), tls !== null, new URL(publicURL)),
    publicURL,
    mongodbURL: readMongoURL(get('MONGODB_URL')),
    dataDir: get('DATA_DIR') ?? './data',
    adminPassword,
    tls,
    sessionDays: number('SESSION_DAYS', 90, 1, 36_500),
    logLevel: oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
    setMax: number('MESSAGE_SET_MAX', 200, 1, 1_000),
    soapBodyMaxBytes: number('SOAP_BODY_MAX_MIB', 64, 1, 512) * 1024 * 1024,
    trustedProxies: number('TRUSTED_PROXIES', 0, 0, 10),
    metricsPublic: oneOf('METRICS_PUBLIC', 'false', ['false', 'true']) === 'true',
    hstsSubdomains: oneOf('HSTS_SUBDOMAINS', 'false', ['false', 'true']) === 'true',
    smtp: readSMTP(get('SMTP_URL'), get('MAIL_FROM')),
    webhookPrivate: oneOf('WEBHOOK_PRIVATE', 'false', ['false', 'true']) === 'true',
  };
}

/**
 * Without HOST the service is open to other machines where something says that they are to call it: a certificate of its own, or
 * an address over http that names this machine. An https address without a certificate is that of a reverse proxy in front.
 * Windows may try ::1 for "localhost", and may try it alone, so that both loopbacks are needed.
 */
function hostsOf(host: string | null, isTls: boolean, { protocol, hostname }: URL): readonly string[] {
  if (host !== null && host.toLowerCase() !== 'localhost') return [host.replace(/^\[(.*)\]$/, '$1')];
  const isForOthers = isTls || (protocol === 'http:' && hostname !== 'localhost');
  return host === null && isForOthers ? ALL_ADDRESSES : LOOPBACKS;
}

/** What the Web Connector would refuse is refused here, where it can be mended (its errors 1001, 1010 and 1051). */
function readPublicURL(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError(`PUBLIC_URL must be an address such as https://sync.example.com, not "${text}".`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new ConfigError('PUBLIC_URL must not hold a user name, a password, a query or a fragment.');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) {
    throw new ConfigError(
      `PUBLIC_URL must name a host, not the address ${host}: the Web Connector refuses IP addresses (QBWC1001).`,
    );
  }
  if (url.protocol === 'http:' && host.includes('.')) {
    throw new ConfigError(
      `PUBLIC_URL must begin with https:// for ${host}: the Web Connector takes http only for localhost or a bare machine name (QBWC1010).`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** The value of SMTP_URL may hold a password, so it is not quoted. */
function readSMTP(url: string | null, from: string | null): Config['smtp'] {
  if (url === null && from === null) return null;
  if (url === null || from === null)
    throw new ConfigError(
      `SMTP_URL and MAIL_FROM go together: ${url === null ? 'SMTP_URL' : 'MAIL_FROM'} is missing.`,
    );
  const { protocol, hostname } = URL.parse(url) ?? {};
  if ((protocol !== 'smtp:' && protocol !== 'smtps:') || !hostname)
    throw new ConfigError('SMTP_URL must be an address such as smtps://user:password@mail.example.com.');
  const [, named, bare] = /^(?:[^<>"]*<([^<>]*)>|([^<>]*))$/.exec(from) ?? [];
  if (!isMailAddress(named ?? bare ?? ''))
    throw new ConfigError(
      `MAIL_FROM must be a mail address such as sync@example.com, or Name <sync@example.com>, not "${from}".`,
    );
  return { url, from };
}

function readMongoURL(text: string | null): string | null {
  if (text !== null && !/^mongodb(\+srv)?:\/\/./.test(text)) {
    throw new ConfigError('MONGODB_URL must begin with mongodb:// or mongodb+srv://.');
  }
  return text;
}
