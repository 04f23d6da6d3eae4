/** The forms of a company's times. */
import { WEEKDAYS, type Weekday, type Window } from '../../codes/window.ts';
import { REASON_MAX } from '../../doors/schemas.ts';
import type { FieldError } from '../../http/problem.ts';
import { defineForm } from '../forms/definition.ts';

/** The id of the list of time zones. */
export const ZONES_LIST = 'time-zones';

const DAY_NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

const day = (weekday: Weekday) => ({ control: 'tick', label: DAY_NAMES[weekday] }) as const;
const TIME = { type: 'time', class: 'short', autocomplete: 'off' };

/** Why it is paused. */
export const pauseForm = defineForm({
  reason: {
    control: 'line',
    label: 'Why',
    optional: true,
    hint: 'Everybody who sees the company reads it, and so does whoever looks at the Web Connector.',
    more: { maxlength: REASON_MAX, autocomplete: 'off' },
  },
});

/** A window; its days are ticks. */
export const windowForm = defineForm(
  {
    mon: day('mon'),
    tue: day('tue'),
    wed: day('wed'),
    thu: day('thu'),
    fri: day('fri'),
    sat: day('sat'),
    sun: day('sun'),
    from: { control: 'line', label: 'From', wrong: 'Enter a time such as 19:00.', more: TIME },
    to: {
      control: 'line',
      label: 'To',
      hint: 'A time that is not later than the first is that of the next day.',
      wrong: 'Enter a time such as 07:00.',
      more: TIME,
    },
    timeZone: {
      control: 'line',
      label: 'Time zone',
      hint: 'That of the office. Summer time is followed by itself.',
      wrong: 'Choose a time zone by its name, such as America/Chicago.',
      list: ZONES_LIST,
      more: { autocomplete: 'off', spellcheck: 'false' },
    },
  },
  { elsewhere: () => ({ field: 'mon', message: 'Tick at least one day.' }) },
);

/** What stands in the fields of a window. */
export type WindowValues = ReturnType<typeof windowForm.read>;

/** Both forms as they are shown. */
export interface TimesFilled {
  readonly window: WindowValues;
  readonly pausing?: ReturnType<typeof pauseForm.read>;
  readonly errors?: readonly FieldError[];
}

/** Nights of all days, where there is none yet: nobody works then. */
const USUAL: Window = { days: WEEKDAYS, from: '19:00', to: '07:00', timeZone: '' };

/** As it is stored. */
export function valuesOfWindow(window: Window | null): WindowValues {
  const { days, from, to, timeZone } = window ?? USUAL;
  const ticks = Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, days.includes(weekday)]));
  return { ...(ticks as Record<Weekday, boolean>), from, to, timeZone };
}

/** For the schema. */
export function windowOf({ from, to, timeZone, ...ticks }: WindowValues) {
  return { days: WEEKDAYS.filter((weekday) => ticks[weekday]), from, to, timeZone: timeZone.trim() };
}
