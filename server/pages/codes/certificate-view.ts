/** How the certificates look. */
import type { Certificate, Certified } from '../../codes/certificate.ts';
import { type Company, type CostCode, quickBooksList } from '../../codes/model.ts';
import type { codeViews } from '../../doors/views.ts';
import { type Html, html, type Value } from '../../html.ts';
import { certificateAddress, codeAddress, deskPath, withQuery } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { empty } from '../components/message.ts';
import { paging } from '../components/navigation.ts';
import { section } from '../components/section.ts';
import { statusBadge } from '../components/status.ts';
import { table } from '../components/table.ts';
import { code as letters, muted, plural } from '../components/text.ts';
import { time } from '../components/time.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';

interface CertificateFacts {
  readonly company: Company;
  readonly code: CostCode;
  readonly view: Awaited<ReturnType<typeof codeViews>>[number];
  readonly certificate: Certificate;
  readonly now: string;
}

/** Of one code. */
export function certificateView(visit: Visit, all: CertificateFacts): Content {
  const { href } = visit;
  const { company, code, view, certificate, now } = all;
  const { first, since } = certificate;
  const item = facts([
    ['Company', company.name],
    ['Code', code.code],
    ['Description', code.description],
    ['Item in QuickBooks', letters(view.fullName)],
    ['ListID', view.listId !== null && letters(view.listId)],
    ['Income account', view.incomeAccount],
    ['Expense account', view.expenseAccount ?? muted('none')],
    ['Class', view.class ?? muted('none')],
    ['State', statusBadge(code.status)],
    ['As of', time(now)],
  ]);
  return {
    title: `Certificate of ${code.code}`,
    active: 'desk',
    trail: [{ label: code.code, href: href(codeAddress(company, quickBooksList(company), code.code)) }],
    body: html`${item}
${section('came', 'How it came to QuickBooks', first ? wayOf(first) : muted('Its history is not kept that far back.'))}
${section('since', 'Changed since', changes(since))}
${section('history', 'All that is known of it', wholeHistory(code))}
<p class="screen-only"><a href="${href(`${deskPath(company)}/certificates`)}">All codes in QuickBooks</a></p>`,
  };
}

const wayOf = (way: Certified): Html =>
  facts([
    ['Accepted', acceptedWords(way)],
    ['Sent', sentWords(way)],
    ['Answered', html`${answeredWords(way)}: ${way.answered.why}`],
  ]);

function acceptedWords({ accepted, sent }: Certified): Value {
  if (accepted) return html`by ${accepted.by}, ${time(accepted.at)}`;
  return muted(sent ? 'not kept' : 'linked, not exported');
}

function sentWords({ sent }: Certified): Value {
  if (!sent) return muted('nothing was sent');
  const { times, at } = sent;
  return times === 1
    ? html`once, ${time(at)}`
    : html`taken into ${plural(times, 'message set')}, the last time ${time(at)}`;
}

const answeredWords = ({ sent, answered }: Certified): Html =>
  html`${sent ? 'once' : html`by ${answered.by}`}, ${time(answered.at)}`;

const changes = (since: readonly Certified[]): Value =>
  since.length === 0
    ? html`<p class="muted">Nothing was changed from here since.</p>`
    : table(
        'Changes since',
        [{ label: 'Accepted' }, { label: 'Sent' }, { label: 'Answered' }],
        since.map((way) => [
          acceptedWords(way),
          sentWords(way),
          html`${answeredWords(way)}: ${way.answered.why}`,
        ]),
      );

const wholeHistory = ({ history }: CostCode): Html =>
  table(
    'History',
    [{ label: 'When', className: 'nowrap' }, { label: 'Who' }, { label: 'State' }, { label: 'What' }],
    history.map(({ at, by, to, why, times, leftOut }) => [
      time(at),
      by === 'connector' ? 'Web Connector' : by,
      leftOut === undefined && statusBadge(to),
      times === undefined ? why : `${why} (${plural(times, 'time')})`,
    ]),
  );

interface CertificatesFacts {
  readonly company: Company;
  readonly rows: readonly { readonly code: CostCode; readonly certificate: Certificate }[];
  /** Where the next page begins. */
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly now: string;
}

/** Of all codes in QuickBooks. */
export function certificatesView(
  { href }: Visit,
  { company, rows, next, isFirst, now }: CertificatesFacts,
): Content {
  const path = `${deskPath(company)}/certificates`;
  const line = ({ code, certificate: { first, since } }: CertificatesFacts['rows'][number]): Value[] => [
    html`<a href="${href(certificateAddress(company, code.code))}">${code.code}</a> ${code.description}`,
    letters(code.item?.fullName ?? ''),
    letters(code.listID),
    first ? acceptedWords(first) : muted('not kept'),
    first ? sentWords(first) : muted('not kept'),
    first ? answeredWords(first) : muted('not kept'),
    since.length === 0 ? muted('no') : plural(since.length, 'time'),
  ];
  return {
    title: 'Certificates',
    active: 'desk',
    wide: true,
    trail: [{ label: quickBooksList(company).name, href: href(deskPath(company)) }],
    body: html`<p>${company.name}, as of ${time(now)}.</p>
${
  rows.length === 0
    ? empty('Nothing is in QuickBooks yet', 'Codes come here once QuickBooks has added their items.')
    : table('Codes in QuickBooks', COLUMNS, rows.map(line))
}
${paging(
  isFirst ? null : href(path),
  next === null ? null : href(withQuery(path, { after: next })),
  plural(rows.length, 'code'),
)}`,
  };
}

const COLUMNS = [
  { label: 'Code' },
  { label: 'Item' },
  { label: 'ListID', className: 'nowrap' },
  { label: 'Accepted' },
  { label: 'Sent' },
  { label: 'Answered' },
  { label: 'Changed since' },
];
