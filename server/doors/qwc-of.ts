/** The .qwc of a company, as every door gives it. */
import type { Company } from '../codes/model.ts';
import { qwcFile } from '../qwc.ts';

export const QWC_TYPE = 'application/x-qwc';
export const QWC_NAME = 'QBWC.qwc';

/** The bytes of the file. */
export function qwcOf(company: Company, publicURL: string): Buffer {
  const { appName, appUniqueName, userName, fileID, runEveryMinutes } = company;
  const description = 'Exports accepted cost codes to QuickBooks as Service Items.';
  const connector = { appName, appUniqueName, userName, fileID, runEveryMinutes };
  return Buffer.from(qwcFile({ ...connector, description, publicURL }));
}
