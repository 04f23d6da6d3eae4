/** The form of one's notices: where and when, and for each company of what. */
import type { Company } from '../../codes/model.ts';
import { type Html, html } from '../../html.ts';
import type { FieldError } from '../../http/problem.ts';
import type { User } from '../../identity/people.ts';
import { howOf, mayHear, type Wanted } from '../../notices/choices.ts';
import { type Choice, type How, NOTICE_EVENTS, type NoticeEvent } from '../../notices/model.ts';
import { plural } from '../components/text.ts';
import type { Fault } from '../forms/check.ts';
import { fieldId, optionsOf } from '../forms/controls.ts';
import { defineForm } from '../forms/definition.ts';
import type { Form } from '../forms/form.ts';

/** How each event is told, where it is chosen. */
export const EVENT_WORDS: Readonly<Record<NoticeEvent, string>> = {
  waiting: 'Codes wait for my approval',
  rejected: 'Codes that I sent were rejected',
  failed: 'Codes failed in QuickBooks',
  arrived: 'Codes arrived in QuickBooks',
  alarm: 'Something is in the way of all codes',
  late: 'The Web Connector does not call',
  drift: 'Items in QuickBooks are not as they were',
};

const HOW_CHOICES: readonly { readonly value: How; readonly label: string }[] = [
  { value: 'off', label: 'Off' },
  { value: 'now', label: 'As it happens' },
  { value: 'daily', label: 'Once a day, at 7:00' },
];

/** A fault of the quiet hours stands beside their end. */
const elsewhere = ({ path, message }: Fault): FieldError =>
  path[0] === 'quiet' ? { field: path[1] === 'from' ? 'from' : 'to', message } : { field: '', message };

export const noticesForm = defineForm(
  {
    email: {
      control: 'line',
      label: 'Mail address',
      hint: 'Without one your notices stand on this page only.',
      optional: true,
      more: {
        maxlength: 254,
        autocomplete: 'email',
        autocapitalize: 'none',
        spellcheck: 'false',
        inputmode: 'email',
      },
    },
    timeZone: {
      control: 'line',
      label: 'Time zone',
      hint: 'Such as America/Chicago.',
      missing: 'Enter your time zone, such as America/Chicago.',
      list: 'time-zones',
      more: { maxlength: 64, autocomplete: 'off', spellcheck: 'false' },
    },
    from: { control: 'line', label: 'Quiet from', optional: true, more: { type: 'time' } },
    to: { control: 'line', label: 'until', optional: true, more: { type: 'time' } },
  },
  { elsewhere },
);

/** What stands in the form. */
export type NoticesValues = ReturnType<typeof noticesForm.read>;

const howField = (company: string, event: NoticeEvent) => `how.${company}.${event}`;

/** What was typed and chosen, as the schema takes it. What the form does not show stays as it was. */
export function readNotices(form: Form, user: User, companies: readonly Company[], known: Wanted): unknown {
  const { email, timeZone, from, to } = noticesForm.read(form);
  const shown = companies.flatMap(({ id: company }) =>
    NOTICE_EVENTS.filter(
      (event) => form.has(howField(company, event)) && mayHear(user, { company, event }),
    ).map((event) => ({ company, event, how: form.text(howField(company, event)) })),
  );
  const isShown = (each: Choice) =>
    shown.some(({ company, event }) => company === each.company && event === each.event);
  return {
    email: email.trim() === '' ? null : email,
    timeZone: timeZone.trim(),
    quiet: from === '' && to === '' ? null : { from, to },
    notices: [...shown.filter(({ how }) => how !== 'off'), ...known.notices.filter((each) => !isShown(each))],
  };
}

/** The choices for each company; those with some are open. */
export function companyChoices(user: User, companies: readonly Company[], wanted: Wanted): Html {
  const few = companies.length <= 2;
  return html`${companies.map((company) => {
    const events = NOTICE_EVENTS.filter((event) => mayHear(user, { company: company.id, event }));
    const chosen = events.filter((event) => howOf(wanted, company.id, event) !== 'off').length;
    return html`<details class="notice-choices"${(few || chosen > 0) && html` open`}>
<summary>${company.name}<span class="muted"> · ${chosen === 0 ? 'no notices' : plural(chosen, 'kind')}</span></summary>
${events.map((event) => oneChoice(company, event, howOf(wanted, company.id, event)))}
</details>
`;
  })}`;
}

function oneChoice({ id }: Company, event: NoticeEvent, how: How): Html {
  const field = howField(id, event);
  return html`<div class="role">
<label for="${fieldId(field)}">${EVENT_WORDS[event]}</label>
<select id="${fieldId(field)}" name="${field}">${optionsOf(HOW_CHOICES, how)}</select>
</div>
`;
}
