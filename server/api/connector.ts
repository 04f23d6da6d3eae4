/** What joins a company to its Web Connector: password, company file, .qwc. */
import { newConnectorPassword } from '../codes/company.ts';
import { companyWith } from '../codes/read.ts';
import { QWC_NAME, QWC_TYPE, qwcOf } from '../doors/qwc-of.ts';
import { companyFile } from '../doors/schemas.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import { acceptCompanyFile } from '../sync/company-file.ts';
import { type Call, call } from './call.ts';
import { companyAnswer, companyView, connectorPassword } from './companies.ts';
import { Raw } from './reply.ts';

export const CONNECTOR_CALLS: readonly Call[] = [
  call({
    method: 'post',
    path: '/companies/:company/connector-password',
    id: 'newConnectorPassword',
    right: 'companyAdmin',
    summary: "Make a new password for the company's connector; the old one stops working",
    answer: { status: 200, schema: connectorPassword },
    once: true,
    secret: ['answer'],
    async handle({ store, random }, { company }) {
      const connector = await newConnectorPassword(store, random, company.id);
      if (!connector) throw notFound('such company');
      return connector;
    },
  }),

  call({
    method: 'post',
    path: '/companies/:company/company-file',
    id: 'acceptCompanyFile',
    right: 'companyAdmin',
    summary: "Take the company file that the alarm `file` tells as this company's from now on",
    notes:
      'With the FileID that the company has already, the place of a file that was renamed or moved is forgotten: the next session looks at the open file.',
    body: companyFile,
    example: { fileId: '{57F3B9B6-86F1-4FCC-B1FF-966DE1813D20}' },
    answer: { status: 200, schema: companyAnswer },
    problems: ['file-of-another-company'],
    async handle({ store }, { company, body: { fileId } }) {
      const notThis = (message: string) => notValid([{ field: 'fileId', message }]);
      switch (await acceptCompanyFile(store, company, fileId)) {
        case 'accepted': {
          const changed = await companyWith(store, company.id);
          if (!changed) throw notFound('such company');
          return companyView(changed);
        }
        case 'notTheOneOpen':
          throw notThis('Give the fileId of the alarm "file"; no other file can be accepted.');
        case 'noGuid':
          throw notThis(
            'A FileID of this service is a GUID, so this file cannot be accepted. Load QBWC.qwc of this company into the Web Connector again.',
          );
        case 'anothers':
          throw new HttpProblem(
            'file-of-another-company',
            'This company file belongs to another company here.',
          );
      }
    },
  }),

  call({
    method: 'get',
    path: '/companies/:company/QBWC.qwc',
    id: 'getQwcFile',
    right: 'companyAdmin',
    summary: 'The file to load into the Web Connector',
    answer: { status: 200, type: QWC_TYPE },
    handle: ({ publicURL }, { company }) => new Raw(qwcOf(company, publicURL), QWC_NAME),
  }),
];
