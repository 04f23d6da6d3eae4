/** Companies, their settings, lists, connector and company file. */
import {
  addList,
  allCompanies,
  changeSettings,
  createCompany,
  newConnectorPassword,
} from '../codes/company.ts';
import { HttpProblem, notFound, notValid } from '../http/problem.ts';
import { sees } from '../identity/rights.ts';
import { qwcFile } from '../qwc.ts';
import { acceptCompanyFile } from '../sync/company-file.ts';
import { jsonOf } from './body.ts';
import { type ApiContext, userOf } from './context.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { changedCompany, companyFile, newCompany, newList } from './schemas.ts';
import { companyView, listView } from './views.ts';

export function companyRoutes({ store, random, publicURL, companyOf, by }: ApiContext): Handlers {
  const router = createHandlers();

  router.get('/companies', async (request, response) => {
    const person = userOf(request);
    const companies = (await allCompanies(store)).filter(({ id }) => sees(person, id));
    response.json({ companies: companies.map(companyView) });
  });

  router.post('/companies', async (request, response) => {
    const { company, connector } = await createCompany(store, random, await jsonOf(request, newCompany));
    response
      .status(201)
      .location(`${publicURL}/api/companies/${company.id}`)
      .json({ ...companyView(company), connector });
  });

  router.get('/companies/:company', async (request, response) => {
    response.json(companyView(await companyOf(request)));
  });

  router.patch('/companies/:company', async (request, response) => {
    const { id } = await companyOf(request);
    const changed = await changeSettings(
      store,
      random,
      id,
      await jsonOf(request, changedCompany),
      by(request),
    );
    if (!changed) throw notFound('such company');
    if ('problems' in changed) {
      throw notValid(
        changed.problems.map(({ code, problem }) => ({
          field: 'itemNaming',
          message: `${code}: ${problem}`,
        })),
      );
    }
    response.json(companyView(changed.company));
  });

  router.post('/companies/:company/connector-password', async (request, response) => {
    const { id } = await companyOf(request);
    const connector = await newConnectorPassword(store, random, id);
    if (!connector) throw notFound('such company');
    response.json(connector);
  });

  router.post('/companies/:company/company-file', async (request, response) => {
    const company = await companyOf(request);
    const { fileId } = await jsonOf(request, companyFile);
    switch (await acceptCompanyFile(store, company, fileId)) {
      case 'accepted':
        return void response.json(companyView(await companyOf(request)));
      case 'notTheOneOpen':
        throw notValid([
          {
            field: 'fileId',
            message: 'Give the fileId that the alarm "file" tells; no other file can be accepted.',
          },
        ]);
      case 'noGuid':
        throw notValid([
          {
            field: 'fileId',
            message:
              'A FileID of this service is a GUID, so this file cannot be accepted. Load QBWC.qwc of this company into the Web Connector again.',
          },
        ]);
      case 'anothers':
        throw new HttpProblem(
          409,
          'file-of-another-company',
          'This company file belongs to another company here.',
        );
    }
  });

  router.get('/companies/:company/QBWC.qwc', async (request, response) => {
    const company = await companyOf(request);
    const { appName, appUniqueName, userName, fileID, runEveryMinutes } = company;
    const description = 'Exports accepted cost codes to QuickBooks as Service Items.';
    const file = qwcFile({
      appName,
      appUniqueName,
      description,
      publicURL,
      userName,
      fileID,
      runEveryMinutes,
    });
    response
      .attachment('QBWC.qwc')
      .type('application/x-qwc')
      .set('Cache-Control', 'no-store')
      .send(Buffer.from(file));
  });

  router.get('/companies/:company/lists', async (request, response) => {
    response.json({ lists: (await companyOf(request)).lists.map(listView) });
  });

  router.post('/companies/:company/lists', async (request, response) => {
    const company = await companyOf(request);
    const list = await addList(store, random, company, (await jsonOf(request, newList)).name);
    if (!list) throw new HttpProblem(409, 'too-many-lists', 'A company has at most 200 lists.');
    response.status(201).json(listView(list));
  });

  return router;
}
