/** Setup links of a company: making one, which is shown this once, and ending it. */
import type { Company } from '../../codes/model.ts';
import { newSetupLink } from '../../doors/schemas.ts';
import { setupAddress } from '../../doors/setup-address.ts';
import { type Html, html, type Value } from '../../html.ts';
import { type FieldError, HttpProblem, notFound } from '../../http/problem.ts';
import {
  endSetupLink,
  makeSetupLink,
  SETUP_HOURS,
  SETUP_LINKS_MAX,
  type SetupLink,
  setupLinksOf,
} from '../../identity/setup-links.ts';
import { deskPath } from '../addresses.ts';
import { empty } from '../components/message.ts';
import { copied, shownOnce } from '../components/secret.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { number, unseen } from '../components/text.ts';
import { relative, time } from '../components/time.ts';
import { done, notDone } from '../flash.ts';
import { errorSummary } from '../forms/controls.ts';
import { defineForm } from '../forms/definition.ts';
import { claimForm, keyField } from '../forms/once.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { PageContext, PageModule, Visit } from '../visit.ts';

const PATH = '/companies/:company/setup-links';

const { least, most, usual } = SETUP_HOURS;

const linkForm = defineForm({
  hours: {
    control: 'line',
    label: 'Hours until it ends',
    hint: `From ${least} to ${number(most)} (a week).`,
    wrong: `Enter a whole number of hours from ${least} to ${most}, such as ${usual}.`,
    more: { inputmode: 'numeric', autocomplete: 'off', class: 'short', maxlength: 4 },
  },
});

interface Shown {
  readonly values?: ReturnType<typeof linkForm.read>;
  readonly errors?: readonly FieldError[];
  readonly notice?: Html;
}

const pageOf = (company: Company) => `${deskPath(company)}/setup-links`;

/** The links, and what the forms post to. */
export const setupLinkPages: PageModule = (context) => {
  const { store, random, publicURL } = context;

  async function show(visit: Visit, shown: Shown = {}): Promise<void> {
    const links = await setupLinksOf(store, visit.company);
    await visit.render({ status: shown.errors ? 422 : 200, ...linksView(context, visit, links, shown) });
  }

  async function make(visit: Visit): Promise<void> {
    const { company, form } = visit;
    const values = linkForm.read(form);
    const hours = values.hours.trim() === '' ? Number.NaN : Number(values.hours);
    const checked = linkForm.check(newSetupLink, { hours });
    if (!checked.ok) return show(visit, { values, errors: checked.errors });
    if (!(await claimForm(store, visit)))
      return visit.redirect(
        pageOf(company),
        notDone('The address was shown once. If it is lost, make another link.'),
      );
    const made = await makeSetupLink(store, random, company, checked.value.hours);
    if (!made)
      throw new HttpProblem(
        'too-many-setup-links',
        `The company has ${SETUP_LINKS_MAX} setup links. End one that is no longer used.`,
      );
    const notice = shownOnce(
      'The link is made. Copy it now: it is shown this once.',
      html`<p>Send it to whoever is at the computer with QuickBooks. It ends ${time(made.link.expiresAt)}.</p>
<p>${copied('setup-link', 'link', setupAddress(publicURL, made.text))}</p>`,
    );
    await show(visit, { notice });
  }

  async function end(visit: Visit): Promise<void> {
    if (!(await endSetupLink(store, visit.company, visit.param('id')))) throw notFound('such setup link');
    await visit.redirect(pageOf(visit.company), done('The link has ended.'));
  }

  const right = 'companyAdmin';
  return [
    { method: 'get', path: PATH, right, handle: (visit) => show(visit) },
    { method: 'post', path: PATH, right, handle: make },
    { method: 'post', path: `${PATH}/:id/end`, right, handle: end },
  ];
};

function linksView(
  { random, store }: PageContext,
  visit: Visit,
  links: readonly SetupLink[],
  { values = { hours: String(usual) }, errors, notice }: Shown,
): Content {
  const { company, href } = visit;
  const form = html`${keyField(random)}
${linkForm.draw('hours', { values, errors })}
<div class="buttons">${submit('Make a setup link')}</div>`;
  return {
    title: 'Setup links',
    active: 'connector',
    trail: [{ label: 'Connector', href: href(`${deskPath(company)}/connector`) }],
    body: html`${errorSummary(errors)}${notice}
<p>Whoever is at the computer with QuickBooks needs no account here. With a setup link they load the file into the
Web Connector, get its password, and see whether it has worked. The password is a new one, made once when they ask for it;
the old one stops then.</p>
${postForm(visit, pageOf(company), form)}
${section('links', 'Links that have not ended', linksTable(visit, links, store.now()))}`,
  };
}

function linksTable(visit: Visit, links: readonly SetupLink[], now: Date): Value {
  if (links.length === 0) return empty('There is none', 'A link that has ended is not listed.');
  const end = ({ id, createdAt }: SetupLink) =>
    postForm(
      visit,
      `${pageOf(visit.company)}/${id}/end`,
      html`<button type="submit">End${unseen(` the link made ${createdAt}`)}</button>`,
      { novalidate: false },
    );
  return table(
    'Setup links',
    [{ label: 'Made' }, { label: 'Ends' }, { label: 'Password' }, { label: unseen('End it') }],
    links.map((link) => [
      time(link.createdAt),
      relative(link.expiresAt, now),
      link.passwordAt === null ? 'not asked for' : html`shown ${time(link.passwordAt)}`,
      end(link),
    ]),
  );
}
