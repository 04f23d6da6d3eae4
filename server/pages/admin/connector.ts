/** A company's connector: how it signs in, what to load on the desktop, and which company file it may write to. */

import { companyFile } from '../../api/schemas.ts';
import { newConnectorPassword } from '../../codes/company.ts';
import { COMPANIES, type Company } from '../../codes/model.ts';
import { type FieldError, notFound } from '../../http/problem.ts';
import { fileAlarmIn } from '../../sync/alarms.ts';
import { acceptCompanyFile, whyNotTaken } from '../../sync/company-file.ts';
import { type ConnectorState, connectionOf, syncStatusOf } from '../../sync/read.ts';
import { errorSummary } from '../fields.ts';
import { done, notDone } from '../flash.ts';
import { checked } from '../form.ts';
import { html, type Value } from '../html.ts';
import { badge, facts, message, plural, relative, time } from '../parts.ts';
import type { PageModule, Visit } from '../visit.ts';
import { filePart } from './company-file-part.ts';
import { loadingSteps, passwordFacts, shownOnce, wrongPasswordParts } from './connector-parts.ts';
import { claimForm, keyField } from './once.ts';

const STATES: Readonly<Record<ConnectorState, Value>> = {
  never: badge('calm', '○', 'Not seen yet'),
  inSession: badge('good', '↑', 'In a session now'),
  idle: badge('good', '✓', 'Connected'),
  late: badge('bad', '!', 'Late'),
};

export const connectorPages: PageModule = ({ store, random, publicURL, href }) => {
  async function show(
    visit: Visit,
    {
      errors,
      notice,
      company = visit.company,
    }: { errors?: readonly FieldError[]; notice?: Value; company?: Company } = {},
  ): Promise<void> {
    const { csrf } = visit;
    const { state, lastSeenAt, nextExpectedAt, wrongPassword, alarms } = await syncStatusOf(store, company);
    const { companyFile: path } = await connectionOf(store, company.id);
    const alarm = fileAlarmIn(alarms);
    const fileID = alarm?.fileId ?? null;
    const canTake = fileID !== null && (await whyNotTaken(store, company, fileID)) === null;
    const now = store.now();
    await visit.render({
      status: errors ? 422 : 200,
      title: 'Connector',
      active: 'connector',
      aside: html`<a class="button" href="${href(`/companies/${company.id}/setup`)}">Setup checklist</a>`,
      body: html`${errorSummary(errors)}${notice}${
        wrongPassword &&
        message(
          'bad',
          html`<span aria-hidden="true">!</span> The Web Connector gave a wrong password`,
          wrongPasswordParts(wrongPassword, { href, newPassword: '#password', now }),
        )
      }
${facts([
  ['State', STATES[state]],
  [
    'Last seen',
    html`${time(lastSeenAt)}${lastSeenAt && html` <span class="muted">(${relative(lastSeenAt, now)})</span>`}`,
  ],
  ['Expected next', state === 'late' ? null : nextExpectedAt && time(nextExpectedAt)],
  [
    'Schedule',
    html`every ${plural(company.runEveryMinutes, 'minute')} <a href="${href(`/companies/${company.id}/settings#f-runEveryMinutes`)}">Change</a>`,
  ],
  ['User name', html`<code>${company.userName}</code>`],
  ['Address', html`<code>${publicURL}/qbwc</code>`],
])}
${filePart({ company, alarm, canTake, path, csrf, href, errors })}
<section aria-labelledby="load"><h2 id="load">Load it into the Web Connector</h2>
${loadingSteps(href, company)}
<p class="hint">Anything in the way? <a href="${href('/support')}">Help</a> knows what the Web Connector says.</p></section>
<section aria-labelledby="password"><h2 id="password">Password of the connector</h2>
<p>It is kept here so that nobody can read it. If it is lost, make a new one: the old one stops at once, and the Web Connector asks for the new one until it is entered.</p>
<form method="post" action="${href(`/companies/${company.id}/connector/password`)}">${csrf}${keyField(random)}
<button type="submit">Make a new password</button></form></section>`,
    });
  }

  return [
    {
      method: 'get',
      path: '/companies/:company/connector',
      right: 'companyAdmin',
      handle: (visit) => show(visit),
    },
    {
      method: 'post',
      path: '/companies/:company/connector/password',
      right: 'companyAdmin',
      async handle(visit) {
        const { company } = visit;
        if (!(await claimForm(store, visit)))
          return visit.redirect(
            `/companies/${company.id}/connector`,
            notDone('The new password was shown once. If it is lost, make another one.'),
          );
        const connector = await newConnectorPassword(store, random, company.id);
        const changed = await store.get(COMPANIES, company.id);
        if (!connector || !changed) throw notFound('such company');
        await show(visit, {
          company: changed,
          notice: shownOnce(
            'The connector has a new password. Write it down now: it is shown this once.',
            html`<p>The old one has stopped. Enter this one in the Web Connector, in the column <em>Password</em>.</p>${passwordFacts(connector)}`,
          ),
        });
      },
    },
    {
      method: 'post',
      path: '/companies/:company/connector/file',
      right: 'companyAdmin',
      handle: (visit) => acceptFile(visit, visit.company),
    },
  ];

  async function acceptFile(visit: Visit, company: Company): Promise<void> {
    const { form } = visit;
    const check = checked(companyFile, { fileId: form.text('fileId') });
    const refuse = (field: string, message: string) => show(visit, { errors: [{ field, message }] });
    if (!check.ok) return refuse('', 'Which file is meant? Open this page again.');
    if (!form.has('sure')) return refuse('sure', 'Tick that the open file is the right one.');
    switch (await acceptCompanyFile(store, company, check.value.fileId)) {
      case 'accepted':
        return visit.redirect(
          `/companies/${company.id}/connector`,
          done(`The open file is the file of ${company.name} from now on. The next session goes on with it.`),
        );
      case 'notTheOneOpen':
        return refuse('', 'Another file has been opened meanwhile, so nothing was accepted. Compare again.');
      case 'noGuid':
        return refuse('', 'The open file has no FileID of this service, so it cannot be accepted.');
      case 'anothers':
        return refuse('', 'This company file belongs to another company here, so it cannot be accepted.');
    }
  }
};
