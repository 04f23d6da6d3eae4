/** An alarm of a company: what QuickBooks says, what to do, what it holds and what lifts it. */
import type { Company } from '../../codes/model.ts';
import { adviceOf } from '../../help/advice.ts';
import { type Html, html, type Value } from '../../html.ts';
import { headingOf, helpURL, rowOf } from '../../sync/alarms.ts';
import type { Alarm } from '../../sync/model.ts';
import { deskPath, withQuery } from '../addresses.ts';
import { message } from '../components/message.ts';
import { buttonLink, muted, plural, unseen } from '../components/text.ts';
import { time } from '../components/time.ts';
import { hidden } from '../forms/controls.ts';
import { postForm } from '../forms/post.ts';
import type { Reader } from './connector-panel.ts';

/** Around an alarm. */
interface AlarmPlace {
  readonly company: Company;
  /** How many codes are accepted. */
  readonly accepted: number;
  readonly reader: Reader;
}

/** Told to everybody who sees the company, with what the reader may do about it. */
export function alarmMessage(alarm: Alarm, place: AlarmPlace): Html {
  const { company, reader } = place;
  const heading = headingOf(alarm);
  const { liftedBy, lifts } = rowOf(alarm);
  const address = reader.href(`${deskPath(company)}/connector`);
  const help = html`<a href="${helpURL(alarm.help, reader.publicURL)}">More help${unseen(' about this')}</a>`;
  return message(
    'bad',
    heading || alarm.message,
    html`${heading && quoted(alarm)}
<p>${adviceOf(alarm)}. ${help}</p>
<p class="muted">Since ${time(alarm.since)}. ${heldCodes(alarm, place)}${lifts}</p>
${liftedBy === 'retry' && reader.may('approver') && liftForm(alarm, place)}
${alarm.code === 'file' && reader.may('companyAdmin') && html`<p>${buttonLink(address, 'Look at the company file')}</p>`}`,
    { sign: '!', kind: 'alarm' },
  );
}

function quoted({ message: words, statusCode }: Alarm): Html {
  const status = statusCode !== null && html` ${muted(`(${statusCode})`)}`;
  return html`<p>QuickBooks says: <q>${words}</q>${status}</p>`;
}

const accountOf = (alarm: Alarm): string | null => (alarm.code === 'account' ? alarm.account : null);

/** The codes that are not exported as long as it lasts. */
function heldCodes(alarm: Alarm, { company, accepted, reader: { href } }: AlarmPlace): Value {
  const account = accountOf(alarm);
  const address = href(withQuery(deskPath(company), { status: 'accepted', account }));
  if (rowOf(alarm).holds === 'all')
    return html`<a href="${address}">${plural(accepted, 'accepted code')}</a> held. `;
  return account !== null && html`<a href="${address}">See the codes that it holds</a>. `;
}

function liftForm(alarm: Alarm, { company, reader }: AlarmPlace): Html {
  const account = accountOf(alarm);
  const form = html`${hidden('alarm', alarm.code)}
${account !== null && hidden('account', account)}
<button type="submit">Retry</button>`;
  return postForm(reader, `${deskPath(company)}/lift`, form, { novalidate: false });
}
