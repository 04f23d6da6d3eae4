/** Which company file is open: nothing is written to another one than the company's, unless an admin says that it is the right one. */

import type { Stamp } from '../../qbxml/queries.ts';
import { isGuid, sameGuid } from '../../qbxml/values.ts';
import { fileKeyOf, isAnothersFile, takeCompanyFile } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import type { HelpTopic } from '../help/topics.ts';
import type { Store } from '../store/port.ts';
import { fileAlarmIn, lifted, linked, raised } from './alarms.ts';
import { forgetReadings, tell } from './asking.ts';
import { replace, type Write } from './commit.ts';
import { connectionOf } from './connection.ts';
import { withComputer } from './copies.ts';
import type { Ask, PresentFacts } from './decision.ts';
import { givenBack } from './displaced.ts';
import { seenIn } from './host-changes.ts';
import { CONNECTIONS, OWNER_ID, SESSIONS } from './model.ts';
import { ended } from './session.ts';

/** What QuickBooks told of the open file: its FileID under our OwnerID, and all FileIDs whosever they are. */
export interface OpenFile {
  readonly fileID: string | null;
  readonly stamps: readonly Stamp[];
}

/** XSD: DataExtValue is STR255TYPE. What is longer is nobody's FileID, and is not shown in full. */
const FILE_ID_MAX = 255;
const STAMPS_MAX = 5;
const shown = (text: string) =>
  text.length > FILE_ID_MAX ? `${text.slice(0, FILE_ID_MAX).toWellFormed()}...` : text;

/** As many FileIDs as are kept to be told, cut to their length. */
export const keptStamps = (stamps: readonly Stamp[]): Stamp[] =>
  stamps
    .slice(0, STAMPS_MAX)
    .map(({ ownerID, fileID }) => ({ ownerID: shown(ownerID), fileID: shown(fileID) }));

/**
 * Looks whether the open company file is the company's. If not, nothing is written to it: the session ends and the alarm is
 * raised. The path and version of a verified session are remembered.
 */
export function verify(
  facts: PresentFacts,
  open: OpenFile,
): Ask | { readonly isRight: boolean; readonly writes: Write[] } {
  const { company, connection, session, known, now, page } = facts;
  const { fileID } = open;
  const companyFile = session.host?.companyFile ?? '';
  const { alarms } = connection;
  if (fileID !== null && fileKeyOf(fileID) === fileKeyOf(company.fileID)) {
    const version = session.host?.version ?? connection.version;
    const left = lifted(alarms, 'rightFile');
    const computers = withComputer(connection.computers, session.host?.computer ?? null);
    const { known: told, changes } = seenIn(connection, session, now);
    const isNew =
      connection.companyFile !== companyFile ||
      connection.version !== version ||
      left !== alarms ||
      computers !== connection.computers ||
      told.host !== connection.host;
    return {
      isRight: true,
      writes: [
        ...(isNew
          ? [replace(CONNECTIONS, { ...connection, ...told, companyFile, version, computers, alarms: left })]
          : []),
        replace(SESSIONS, {
          ...session,
          changes,
          verified: true,
          fileKey: fileKeyOf(fileID),
          displaced: null,
          lastCallAt: now,
        }),
      ],
    };
  }
  if (fileID !== null && known.isAnothers === undefined) return { ask: { isAnothers: fileID } };
  const back = givenBack(facts);
  if ('ask' in back) return back;
  const told = fileID === null || fileID.length > FILE_ID_MAX ? null : fileID;
  const path = companyFile || 'a company file without a known path';
  const expected = `${connection.companyFile || `the company file of ${company.name}`} with FileID ${company.fileID}`;
  const { what, help } = differenceOf(open, known.isAnothers ?? false);
  const file = {
    code: 'file',
    statusCode: null,
    message: `${what(path)} Expected was ${expected}. Nothing was written.`,
    help,
    fileId: told,
    companyFile: companyFile || null,
  } as const;
  const words = `${file.message} ${linked(file, page)}`;
  return {
    isRight: false,
    writes: [
      replace(CONNECTIONS, { ...back.connection, alarms: raised(alarms, file, now) }),
      replace(SESSIONS, { ...ended(session, now, 'file', words), lastError: words }),
      ...back.writes,
    ],
  };
}

interface Difference {
  readonly what: (path: string) => string;
  readonly help: HelpTopic;
}

/** How the open file differs from the company's, and what helps: a file that cannot be taken must not be advised to be. */
function differenceOf({ fileID, stamps }: OpenFile, isAnothers: boolean): Difference {
  const isOurs = ({ ownerID }: Stamp) => sameGuid(ownerID, OWNER_ID);
  const told = (each: readonly Stamp[]) => each.map((stamp) => stamp.fileID).join(', ');
  const of = (help: HelpTopic, what: Difference['what']): Difference => ({ what, help });
  if (fileID === null) {
    const ours = stamps.filter(isOurs);
    if (ours.length > 1)
      return of('wrong-qwc', (path) => `The open file, ${path}, has several FileIDs: ${told(ours)}.`);
    const [other] = stamps.filter((stamp) => !isOurs(stamp));
    const under = other
      ? `, but the FileID ${other.fileID} under the OwnerID ${other.ownerID}: the .qwc in the Web Connector was changed, or is another program's`
      : '';
    return of('wrong-qwc', (path) => `The open file, ${path}, has no FileID for this service${under}.`);
  }
  const another = (path: string) => `Another company file is open: ${path} with FileID ${shown(fileID)}`;
  switch (whyNever(fileID, isAnothers)) {
    case 'noGuid':
      return of('wrong-qwc', (path) => `${another(path)}, which this service cannot have given.`);
    case 'anothers':
      return of('file-of-another', (path) => `${another(path)}, which belongs to another company here.`);
    case null:
      return of('other-file', (path) => `${another(path)}.`);
  }
}

/** As qbXML and the .qwc write it: in braces. */
const inBraces = (fileID: string) => `{${fileID.replace(/[{}\s]/g, '')}}`;

/** Why a file with this FileID could never be the company's, or null. In a .qwc the Web Connector takes nothing but a GUID. */
function whyNever(fileID: string, isAnothers: boolean): 'noGuid' | 'anothers' | null {
  if (!isGuid(inBraces(fileID))) return 'noGuid';
  return isAnothers ? 'anothers' : null;
}

/** The same, as things stand. */
export async function whyNotTaken(
  store: Store,
  company: Company,
  fileID: string,
): Promise<'noGuid' | 'anothers' | null> {
  return whyNever(fileID, await isAnothersFile(store, company.id, fileID));
}

/** Only the file that the alarm tells can be accepted; accepting it again changes nothing. */
export async function acceptCompanyFile(
  store: Store,
  company: Company,
  fileID: string,
): Promise<'accepted' | 'notTheOneOpen' | 'noGuid' | 'anothers'> {
  if (fileKeyOf(fileID) === fileKeyOf(company.fileID)) {
    // Whoever accepted it may have died before this.
    await forgetReadings(store, company, company.fileID);
    return 'accepted';
  }
  const told = fileAlarmIn((await connectionOf(store, company.id)).alarms)?.fileId ?? null;
  if (told === null || fileKeyOf(told) !== fileKeyOf(fileID)) return 'notTheOneOpen';
  const why = await whyNotTaken(store, company, told);
  if (why !== null) return why;
  // First: whoever dies after the next line has left a file that is to be read.
  await tell(store, company, { isDue: true, broken: 0, brokenAt: null });
  if (!(await takeCompanyFile(store, company.id, inBraces(told)))) return 'anothers';
  await forgetReadings(store, company, inBraces(told));
  for (;;) {
    const connection = await connectionOf(store, company.id);
    // The old path is the old file's: the next session takes whatever file is open, and looks at its FileID.
    const alarms = lifted(connection.alarms, 'rightFile');
    const reading = { ...connection.reading, isDue: true, isRunning: false, lastAt: null, broken: 0 };
    const [stored] = await store.replace(CONNECTIONS, [{ ...connection, companyFile: '', alarms, reading }]);
    if (stored) return 'accepted';
  }
}
