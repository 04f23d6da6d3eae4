/** How the page of a company's times looks. */
import { WEEKDAYS, type Window, windowAt } from '../../codes/window.ts';
import { type Html, html, type Value } from '../../html.ts';
import { deskPath } from '../addresses.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { badge } from '../components/status.ts';
import { time } from '../components/time.ts';
import { errorOf, errorSummary, fieldError, optionsOf } from '../forms/controls.ts';
import { postForm, submit } from '../forms/post.ts';
import type { Content } from '../layout.ts';
import type { Visit } from '../visit.ts';
import { settingsTabs } from './settings-tabs.ts';
import { pauseForm, type TimesFilled, windowForm, ZONES_LIST } from './times-forms.ts';

/** Both parts, each with its form. */
export function timesView(visit: Visit, now: Date, filled: TimesFilled): Content {
  return {
    title: 'Times',
    heading: 'Settings',
    wide: true,
    active: 'settings',
    body: html`${settingsTabs(visit, 'times')}
<div class="prose">
${errorSummary(filled.errors)}
${section('pause', 'Pause', pausePart(visit, filled))}
${section('window', 'Window', windowPart(visit, now, filled))}
</div>`,
  };
}

function pausePart(visit: Visit, filled: TimesFilled): Html {
  const { company } = visit;
  const at = `${deskPath(company)}/settings/times`;
  const { paused } = company;
  if (paused) {
    const why = paused.reason !== null && html`<p>“${paused.reason}”</p>`;
    const title = html`Paused by ${paused.by} since ${time(paused.at)}`;
    return html`${message('warn', title, why, { sign: '!' })}
${postForm(visit, `${at}/resume`, submit('Resume the export'), { novalidate: false })}`;
  }
  const form = html`${pauseForm.draw('reason', { values: filled.pausing ?? {}, errors: filled.errors })}
<div class="buttons"><button type="submit">Pause the export</button></div>`;
  return html`<p>Nothing is written to QuickBooks until somebody resumes it. Codes are sent and accepted as always,
and a session that runs ends after what QuickBooks has in hand.</p>
${postForm(visit, `${at}/pause`, form)}`;
}

function windowPart(visit: Visit, now: Date, filled: TimesFilled): Html {
  const { company } = visit;
  const at = `${deskPath(company)}/settings/times`;
  const window = company.window ?? null;
  const all = { values: filled.window, errors: filled.errors };
  const form = html`${daysPart(filled)}
${windowForm.draw('from', all)}
${windowForm.draw('to', all)}
${windowForm.draw('timeZone', all)}
${zones()}
<div class="buttons">${submit('Save the window')}</div>`;
  const drop =
    window &&
    postForm(
      visit,
      `${at}/no-window`,
      html`<div class="buttons"><button type="submit">Remove the window</button></div>`,
    );
  return html`<p>So that nobody who works in QuickBooks waits for an export, it can be limited to some hours of some days.
Outside of them nothing is written. The computer, QuickBooks and the Web Connector have to be on within them.</p>
${window && windowNow(window, now)}
${postForm(visit, `${at}/window`, form)}
${drop}`;
}

function windowNow(window: Window, now: Date): Html {
  const { open, opensAt } = windowAt(window, now);
  return html`<p>${open ? badge('good', '✓', 'Open now') : html`${badge('calm', '○', 'Closed now')} It opens ${time(opensAt)}.`}</p>`;
}

function daysPart({ window, errors }: TimesFilled): Value {
  const error = errorOf(errors, 'mon');
  // The error is that of all days, and told once.
  const own = { values: window };
  return html`<fieldset class="${error === null ? 'field' : 'field has-error'}" id="window-days">
<legend>Days on which it begins</legend>
${fieldError(error, null)}
${WEEKDAYS.map((weekday) => windowForm.draw(weekday, own))}
</fieldset>`;
}

const zones = (): Html =>
  html`<datalist id="${ZONES_LIST}">${optionsOf(
    Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value })),
    '',
  )}</datalist>`;
