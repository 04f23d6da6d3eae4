// The .qwc file, read and refused as the real Web Connector does when a user adds the application. Rules and numbers: the guide's chapters 4
// and appendix A, unless said otherwise.
import { isIP } from 'node:net';
import { SaxesParser } from 'saxes';
import { Connection, type ConnectionOptions } from './dotnet-http.ts';
import { QbwcError } from './qbwc-error.ts';

export interface QwcFile {
  AppName: string;
  AppID: string;
  AppURL: string;
  AppDescription: string;
  AppSupport: string;
  UserName: string;
  OwnerID: string;
  FileID: string;
  QBType: string;
  Style: string;
  IsReadOnly: boolean;
  CertURL: string | undefined;
  AppDisplayName: string | undefined;
  AppUniqueName: string | undefined;
  /** From Scheduler; undefined: the user chooses. */
  runEverySeconds: number | undefined;
  /** Allowed, but not what the guide recommends. */
  warnings: string[];
}

const REQUIRED = [
  'AppName',
  'AppURL',
  'AppDescription',
  'AppSupport',
  'UserName',
  'OwnerID',
  'FileID',
  'QBType',
] as const;
const GUID = /^\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}$/;
const LONG_DESCRIPTION = 80;

/** The fields of a .qwc file. Throws a QbwcError where the real connector refuses it. */
export function readQwcFile(text: string): QwcFile {
  const values = readValues(text);
  const value = (name: string): string => values.get(name) ?? '';
  const missing = REQUIRED.filter((name) => value(name) === '');
  if (!values.has('AppID')) missing.push('AppID' as never);
  if (missing.length > 0)
    throw new QbwcError(
      'QBWC1039',
      `There was a problem adding the application: ${missing.join(', ')} missing.`,
    );
  // Guessed number: a malformed GUID cannot be registered.
  for (const name of ['OwnerID', 'FileID'])
    if (!GUID.test(value(name)))
      throw new QbwcError('QBWC1039', `${name} "${value(name)}" is no GUID in braces.`);
  if (!/^(QBFS|QBPOS)$/.test(value('QBType')))
    throw new QbwcError('QBWC1065', `QBType "${value('QBType')}".`);
  if (values.has('AuthFlags') && !/^0x[0-9a-f]+$/i.test(value('AuthFlags')))
    throw new QbwcError('QBWC1034', `AuthFlags "${value('AuthFlags')}".`);
  checkURLs(value('AppURL'), value('AppSupport'));
  // Documented values; what a wrong one does is not known, so nothing may rely on it.
  allowed(values, 'Style', ['Document', 'DocWrapped', 'RPC']);
  allowed(values, 'UnattendedModePref', ['umpRequired', 'umpOptional']);
  allowed(values, 'PersonalDataPref', ['pdpNotNeeded', 'pdpOptional', 'pdpRequired']);

  const warnings: string[] = [];
  if (value('AppDescription').length > LONG_DESCRIPTION)
    warnings.push(`AppDescription is longer than ${LONG_DESCRIPTION} characters`);
  return {
    AppName: value('AppName'),
    AppID: value('AppID'),
    AppURL: value('AppURL'),
    AppDescription: value('AppDescription'),
    AppSupport: value('AppSupport'),
    UserName: value('UserName'),
    OwnerID: value('OwnerID'),
    FileID: value('FileID'),
    QBType: value('QBType'),
    Style: value('Style') || 'Document',
    IsReadOnly: value('IsReadOnly').toLowerCase() === 'true',
    CertURL: values.get('CertURL'),
    AppDisplayName: values.get('AppDisplayName'),
    AppUniqueName: values.get('AppUniqueName'),
    runEverySeconds: interval(values),
    warnings,
  };
}

/** Adds the application: what the real one fetches at that moment is fetched. */
export async function addApplication(text: string, options: ConnectionOptions = {}): Promise<QwcFile> {
  const qwc = readQwcFile(text);
  const connection = new Connection(options);
  try {
    // Documented and seen (qbwc/qbwc#30): the certificate is checked with a GET that has to succeed.
    const certificate = await connection.get(qwc.CertURL ?? qwc.AppURL).catch((error: Error) => error);
    if (certificate instanceof Error || certificate.status !== 200)
      throw new QbwcError('QBWC1048', `The certificate could not be verified: ${reasonOf(certificate)}.`);
    const support = await connection.get(qwc.AppSupport).catch((error: Error) => error);
    if (support instanceof Error) throw new QbwcError('QBWC1004', `AppSupport: ${support.message}.`);
    if (support.status !== 200 && support.status !== 202)
      throw new QbwcError('QBWC1003', `AppSupport answered ${support.status}.`);
  } finally {
    connection.close();
  }
  return qwc;
}

function checkURLs(appURL: string, appSupport: string): void {
  const app = asURL(appURL);
  const support = asURL(appSupport);
  if (!app) throw new QbwcError('QBWC1010', `AppURL "${appURL}" is no URL.`);
  if (!support) throw new QbwcError('QBWC1004', `AppSupport "${appSupport}" is no URL.`);
  if (isAddress(app)) throw new QbwcError('QBWC1001', 'AppURL has an IP address.');
  if (isAddress(support)) throw new QbwcError('QBWC1002', 'AppSupport has an IP address.');
  if (app.hostname !== support.hostname)
    throw new QbwcError('QBWC1000', 'AppURL and AppSupport have different hosts.');
  // http is for localhost or a bare machine name only.
  if (app.protocol !== 'https:' && (app.protocol !== 'http:' || app.hostname.includes('.')))
    throw new QbwcError('QBWC1010', 'AppURL must be https.');
}

function allowed(values: Map<string, string>, name: string, choices: readonly string[]): void {
  const value = values.get(name);
  if (value !== undefined && !choices.includes(value)) throw new QbwcError('QBWC1039', `${name} "${value}".`);
}

function interval(values: Map<string, string>): number | undefined {
  const scheduled = ['RunEveryNMinutes', 'RunEveryNSeconds'].filter((name) => values.has(name));
  if (scheduled.length === 0) return undefined;
  // The first one present wins: the order of the Map is that of the file.
  const first = [...values.keys()].find((name) => scheduled.includes(name)) ?? '';
  const count = values.get(first) ?? '';
  if (!/^[1-9]\d*$/.test(count)) throw new QbwcError('QBWC1039', `${first} "${count}".`);
  return Number(count) * (first === 'RunEveryNMinutes' ? 60 : 1);
}

/** The leaf elements of QBWCXML by name; the order of elements is free, a second one of a name is refused (guessed). */
function readValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const open: string[] = [];
  let content = '';
  let isLeaf = false;
  const parser = new SaxesParser({ xmlns: false });
  const refuse = (message: string): never => {
    throw new QbwcError('QBWC1039', `There was a problem adding the application: ${message}.`);
  };
  parser.on('error', (error) => refuse(error.message));
  parser.on('doctype', () => refuse('a DTD'));
  parser.on('opentag', ({ name }) => {
    if (open.length === 0 && name !== 'QBWCXML') refuse(`root ${name}`);
    open.push(name);
    content = '';
    isLeaf = true;
  });
  parser.on('text', (part) => {
    content += part;
  });
  parser.on('closetag', () => {
    const name = open.pop() ?? '';
    if (isLeaf && values.has(name)) refuse(`two ${name}`);
    if (isLeaf) values.set(name, content.trim());
    isLeaf = false;
  });
  parser.write(text).close();
  return values;
}

const asURL = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

const isAddress = (url: URL): boolean => isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0;

const reasonOf = (reply: Error | { status: number }): string =>
  reply instanceof Error ? reply.message : `the answer was ${reply.status}`;
