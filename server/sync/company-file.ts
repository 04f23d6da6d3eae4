/** Another company file is open, and the admin says that it is the right one: a moved or re-installed server. */
import { fileKeyOf, takeCompanyFile } from '../codes/company.ts';
import type { Company } from '../codes/model.ts';
import type { Store } from '../store/port.ts';
import { CONNECTIONS } from './model.ts';
import { connectionOf } from './session.ts';

/** Only the file that the alarm tells can be accepted; accepting it again changes nothing. */
export async function acceptCompanyFile(
  store: Store,
  company: Company,
  fileID: string,
): Promise<'accepted' | 'notTheOneOpen' | 'anothers'> {
  if (fileKeyOf(fileID) === fileKeyOf(company.fileID)) return 'accepted';
  const told = (await connectionOf(store, company.id)).fileAlarm?.fileId ?? null;
  if (told === null || fileKeyOf(told) !== fileKeyOf(fileID)) return 'notTheOneOpen';
  if (!(await takeCompanyFile(store, company.id, told))) return 'anothers';
  for (;;) {
    const connection = await connectionOf(store, company.id);
    // The old path is the old file's: the next session takes whatever file is open, and looks at its FileID.
    const [stored] = await store.replace(CONNECTIONS, [{ ...connection, companyFile: '', fileAlarm: null }]);
    if (stored) return 'accepted';
  }
}
