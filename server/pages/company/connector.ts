/** A company's connector: how it signs in, what to load on the desktop, and which company file it may write to. */

import { newConnectorPassword } from '../../codes/company.ts';
import { type Company, quickBooksList } from '../../codes/model.ts';
import { companyWith, countsOf } from '../../codes/read.ts';
import { companyFile } from '../../doors/schemas.ts';
import { html } from '../../html.ts';
import { type FieldError, notFound } from '../../http/problem.ts';
import { fileAlarmIn } from '../../sync/alarms.ts';
import { acceptCompanyFile, whyNotTaken } from '../../sync/company-file.ts';
import { diagnosisOf } from '../../sync/diagnosis/read.ts';
import { syncStatusOf } from '../../sync/read.ts';
import { deskPath } from '../addresses.ts';
import { shownOnce } from '../components/secret.ts';
import { done, notDone } from '../flash.ts';
import { check } from '../forms/check.ts';
import { claimForm } from '../forms/once.ts';
import { quickBooksNow } from '../quickbooks/quickbooks-part.ts';
import type { PageModule, Visit } from '../visit.ts';
import { fileForm } from './company-file.ts';
import { passwordFacts } from './connector-steps.ts';
import { type ConnectorFacts, type ConnectorNews, connectorView } from './connector-view.ts';

const PATH = '/companies/:company/connector';

const SHOWN_BEFORE = 'The new password was shown once. If it is lost, make another one.';

/** Why a file was not accepted. */
const REFUSALS = {
  notTheOneOpen: 'Another file has been opened meanwhile, so nothing was accepted. Compare again.',
  noGuid: 'The open file has no FileID of this service, so it cannot be accepted.',
  anothers: 'This company file belongs to another company here, so it cannot be accepted.',
} as const;

/** The connector, and what its forms post to. */
export const connectorPages: PageModule = (context) => {
  const { store, random, publicURL } = context;

  async function load(company: Company): Promise<ConnectorFacts> {
    const status = await syncStatusOf(store, company);
    const { companyFile: path } = status.connection;
    const counts = await countsOf(store, company, quickBooksList(company));
    const diagnosis = await diagnosisOf(store, company, status, counts);
    const alarm = fileAlarmIn(status.alarms);
    const fileID = alarm?.fileId ?? null;
    const canTake = fileID !== null && (await whyNotTaken(store, company, fileID)) === null;
    const file = { company, alarm, canTake, path };
    const quickBooks = await quickBooksNow(context, company);
    return { company, status, diagnosis, file, quickBooks, now: store.now(), publicURL };
  }

  async function show(visit: Visit, news: ConnectorNews = {}, company = visit.company): Promise<void> {
    const status = news.errors ? 422 : 200;
    await visit.render({ status, ...connectorView(visit, await load(company), random, news) });
  }

  async function makePassword(visit: Visit): Promise<void> {
    const { company } = visit;
    if (!(await claimForm(store, visit)))
      return visit.redirect(`${deskPath(company)}/connector`, notDone(SHOWN_BEFORE));
    const connector = await newConnectorPassword(store, random, company.id);
    const changed = await companyWith(store, company.id);
    if (!connector || !changed) throw notFound('such company');
    const notice = shownOnce(
      'The connector has a new password. Write it down now: it is shown this once.',
      html`<p>The old one has stopped. Enter this one in the Web Connector, in the column <em>Password</em>.</p>
${passwordFacts(connector)}`,
    );
    await show(visit, { notice }, changed);
  }

  async function acceptFile(visit: Visit): Promise<void> {
    const { form, company } = visit;
    const checked = check(companyFile, { fileId: form.text('fileId') });
    const refuse = (error: FieldError) => show(visit, { errors: [error] });
    if (!checked.ok) return refuse({ field: '', message: 'Which file is meant? Open this page again.' });
    if (!fileForm.read(form).sure)
      return refuse(fileForm.error('sure', 'Tick that the open file is the right one.'));
    const result = await acceptCompanyFile(store, company, checked.value.fileId);
    if (result !== 'accepted') return refuse({ field: '', message: REFUSALS[result] });
    const words = `The open file is the file of ${company.name} from now on. The next session goes on with it.`;
    await visit.redirect(`${deskPath(company)}/connector`, done(words));
  }

  async function forgetPlace(visit: Visit): Promise<void> {
    const { company } = visit;
    await acceptCompanyFile(store, company, company.fileID);
    const words = `The old place is forgotten. The next session looks whether the open file is the file of ${company.name}.`;
    await visit.redirect(`${deskPath(company)}/connector`, done(words));
  }

  return [
    { method: 'get', path: PATH, right: 'companyAdmin', handle: (visit) => show(visit) },
    { method: 'post', path: `${PATH}/password`, right: 'companyAdmin', handle: makePassword },
    { method: 'post', path: `${PATH}/file`, right: 'companyAdmin', handle: acceptFile },
    { method: 'post', path: `${PATH}/moved`, right: 'companyAdmin', handle: forgetPlace },
  ];
};
