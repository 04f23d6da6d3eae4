/** What was read from a company's QuickBooks, how far a reading and a check are, and the buttons that ask for them. */
import type { Company } from '../../codes/model.ts';
import { quickBooksView } from '../../doors/quickbooks-view.ts';
import { READINGS_BROKEN_MAX } from '../../help/limits.ts';
import { type Html, html, type Value } from '../../html.ts';
import type { CompanyRight } from '../../identity/rights.ts';
import { deskPath } from '../addresses.ts';
import { hostChanges } from '../components/host-changes.ts';
import { remark } from '../components/message.ts';
import { section } from '../components/section.ts';
import { fileName, number, plural, signed } from '../components/text.ts';
import { time } from '../components/time.ts';
import { hidden } from '../forms/controls.ts';
import { type FormPlace, postForm } from '../forms/post.ts';
import type { PageContext } from '../visit.ts';

/** What the part tells. */
export interface QuickBooksNow {
  readonly company: Company;
  readonly told: Awaited<ReturnType<typeof quickBooksView>>;
}

type Told = QuickBooksNow['told'];

/** Whom it is told: what they may ask for. */
export interface Asker extends FormPlace {
  readonly may: (right: CompanyRight) => boolean;
}

/** Reads it. */
export const quickBooksNow = async (
  context: Pick<PageContext, 'store' | 'kept'>,
  company: Company,
): Promise<QuickBooksNow> => ({ company, told: await quickBooksView(context, company) });

/** Under a heading of its own; `back`: the page on which it stands. */
export const quickBooksPart = (asker: Asker, now: QuickBooksNow, back: string): Html =>
  section('quickbooks', 'What QuickBooks has', quickBooksTold(asker, now, back));

/** The same without a heading. */
export function quickBooksTold(asker: Asker, { company, told }: QuickBooksNow, back: string): Html {
  return html`<p>${wasRead(told)}</p>
${hasChanged(told)}
${underWay(told)}
${brokenOff(told)}
${checkOf(told)}
${told.support && remark('warn', signed('!', told.support))}
${asker.may('sender') && askForm(asker, company, told, back)}`;
}

/** "QuickBooks Enterprise 24, Acme.qbw, 412 accounts, 2,310 items, read on ..." */
function wasRead({ product, companyFile, reading }: Told): Value {
  const { accounts, classes, items, completedAt } = reading;
  const which = [product ?? [], companyFile === null ? [] : fileName(companyFile)].flat();
  if (completedAt === null)
    return which.length === 0
      ? 'Nothing is known of QuickBooks yet: the first good session reads it.'
      : `${which.join(', ')}: not read yet. The next good session does it.`;
  const counts = [
    plural(accounts ?? 0, 'account'),
    classes ? plural(classes, 'class', 'classes') : [],
    plural(items ?? 0, 'item'),
  ].flat();
  return html`${[...which, ...counts].join(', ')}, read on ${time(completedAt)}.`;
}

/** As long as it is the last change that was seen: whoever looks for why things are different should find it. */
const hasChanged = ({ changed }: Told): Html | null =>
  changed &&
  html`<p>${signed('≠', html`QuickBooks is another one since ${time(changed.at)}. ${hostChanges(changed.changes)}`)}</p>`;

function underWay({ reading: { state, askedAt } }: Told): Html | null {
  switch (state) {
    case 'running':
      return html`<p>${signed('↑', 'It is being read right now.')}</p>`;
    case 'asked':
      return html`<p>${signed('◔', html`A reading is asked for since ${time(askedAt)}: it comes with the connector's next call.`)}</p>`;
    case 'none':
    case 'complete':
      return null;
  }
}

/** Readings that came to nothing: that they are tried again, and why it has not worked. */
function brokenOff({ reading: { broken } }: Told): Html | null {
  if (broken === null) return null;
  const { times, at, why } = broken;
  const what =
    times === 1
      ? html`The last reading broke off on ${time(at)}`
      : html`The last ${number(times)} readings broke off, one after the other, the last of them on ${time(at)}`;
  const next =
    times < READINGS_BROKEN_MAX
      ? 'The next session tries again.'
      : 'It is left alone for a day; "Read" tries it again with the next call.';
  return remark('warn', signed('!', html`${what}: ${why} ${next} No code waits for it.`));
}

function checkOf({ check }: Told): Html | null {
  if (check === null) return null;
  const { askedAt, finishedAt, outcome, message } = check;
  if (finishedAt === null)
    return html`<p>${signed('◔', html`A check is asked for since ${time(askedAt)}: it comes with the connector's next call.`)}</p>`;
  const words = html`Checked ${time(finishedAt)}: ${message}`;
  return outcome === 'ok' ? remark('good', signed('✓', words)) : remark('bad', signed('✕', words));
}

function askForm(asker: Asker, company: Company, { reading }: Told, back: string): Html {
  const at = `${deskPath(company)}/quickbooks`;
  const buttons = html`${hidden('back', back)}
<div class="buttons">
<button type="submit">${reading.completedAt === null ? 'Read QuickBooks' : 'Read again'}</button>
<button type="submit" formaction="${asker.href(`${at}/check`)}">Check the connection</button>
</div>`;
  return postForm(asker, `${at}/read`, buttons, { class: 'spaced', novalidate: false });
}
