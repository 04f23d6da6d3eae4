/** Which company file is open: nothing is written to another one than the company's, unless an admin says that it is the right one. */
import { HELP } from '../../qbxml/help.ts';
import { fileKeyOf, takeCompanyFile } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { linked } from './alarms.ts';
import { type ExchangeContext, put } from './documents.ts';
import { CONNECTIONS, type Connection, SESSIONS, type Session } from './model.ts';
import { connectionOf, ended } from './session.ts';

/**
 * Whether the open company file is the company's. If not, nothing is written to it: the session ends and the alarm is raised.
 * The path and version of a verified session are remembered.
 */
export async function verify(
  { store, page, now }: ExchangeContext,
  company: Company,
  connection: Connection,
  session: Session,
  fileID: string | null,
): Promise<boolean> {
  const companyFile = session.host?.companyFile ?? '';
  const { alarms } = connection;
  if (fileID !== null && fileKeyOf(fileID) === fileKeyOf(company.fileID)) {
    const version = session.host?.version ?? connection.version;
    if (connection.companyFile !== companyFile || connection.version !== version || alarms.file !== null) {
      await put(store, CONNECTIONS, {
        ...connection,
        companyFile,
        version,
        alarms: { ...alarms, file: null },
      });
    }
    await put(store, SESSIONS, { ...session, verified: true, lastCallAt: now() });
    return true;
  }
  const open = `${companyFile || 'a company file without a known path'}${fileID === null ? ', which has no FileID' : ` with FileID ${fileID}`}`;
  const expected = `${connection.companyFile || `the company file of ${company.name}`} with FileID ${company.fileID}`;
  const message = `Another company file is open: ${open}. Expected was ${expected}. Nothing was written.`;
  const help = 'other-file';
  const { advice } = HELP[help];
  const at = now();
  const since = alarms.file?.fileId === fileID ? alarms.file.since : at;
  const file = {
    statusCode: null,
    message,
    advice,
    help,
    since,
    fileId: fileID,
    companyFile: companyFile || null,
  } as const;
  await put(store, CONNECTIONS, { ...connection, alarms: { ...alarms, file } });
  const words = `${message} ${linked(file, page)}`;
  await put(store, SESSIONS, { ...ended(session, at, 'file', words), lastError: words });
  return false;
}

/** Only the file that the alarm tells can be accepted; accepting it again changes nothing. */
export async function acceptCompanyFile(
  store: Store,
  company: Company,
  fileID: string,
): Promise<'accepted' | 'notTheOneOpen' | 'anothers'> {
  if (fileKeyOf(fileID) === fileKeyOf(company.fileID)) return 'accepted';
  const told = (await connectionOf(store, company.id)).alarms.file?.fileId ?? null;
  if (told === null || fileKeyOf(told) !== fileKeyOf(fileID)) return 'notTheOneOpen';
  if (!(await takeCompanyFile(store, company.id, told))) return 'anothers';
  for (;;) {
    const connection = await connectionOf(store, company.id);
    // The old path is the old file's: the next session takes whatever file is open, and looks at its FileID.
    const alarms = { ...connection.alarms, file: null };
    const [stored] = await store.replace(CONNECTIONS, [{ ...connection, companyFile: '', alarms }]);
    if (stored) return 'accepted';
  }
}
