/** What is to be changed of an item, and what QuickBooks has otherwise: field by field, before and after. */
import { fieldWords } from '../../codes/drift.ts';
import type { BeforeAndAfter, ShownDifference } from '../../doors/changes.ts';
import { type Html, html, type Value } from '../../html.ts';
import { message } from '../components/message.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { muted, signOf, unseen } from '../components/text.ts';

type Shown = BeforeAndAfter['before'];

const fieldOf = (field: ShownDifference['field']): string => {
  const words = field === 'missing' ? 'item' : fieldWords(field);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

function valueWords(field: ShownDifference['field'], value: Shown): Value {
  if (field === 'active') return value ? 'active' : 'inactive';
  if (field === 'missing') return typeof value === 'string' ? value : muted('missing');
  return value === null || value === '' ? muted('none') : String(value);
}

/** In the row of a code. */
export const changeLine = ({ field, before, after }: BeforeAndAfter): Html =>
  html`<p class="note">${signOf('✎')} ${fieldOf(field)}: <del>${valueWords(field, before)}</del> ${signOf('→')}${unseen(' to be ')} <ins>${valueWords(field, after)}</ins></p>`;

/** In the row of a code. */
export const driftLine = ({ field, ours, quickBooks }: ShownDifference): Html =>
  html`<p class="note">${signOf('≠')} ${
    field === 'missing'
      ? 'The item is missing in QuickBooks'
      : html`${fieldOf(field)}: here ${valueWords(field, ours)}, in QuickBooks ${valueWords(field, quickBooks)}`
  }</p>`;

/** What an approver decides about, on the page of the code; nothing where nothing is changed. */
export const changesPart = (changes: readonly BeforeAndAfter[]): Html | null =>
  changes.length === 0
    ? null
    : section(
        'changes',
        'What changes in QuickBooks',
        table(
          'Before and after',
          [{ label: 'Field' }, { label: 'Before' }, { label: 'After' }],
          changes.map(({ field, before, after }) => [
            fieldOf(field),
            valueWords(field, before),
            html`<ins>${valueWords(field, after)}</ins>`,
          ]),
        ),
      );

/** What the last reading found. */
export function driftPart(drift: readonly ShownDifference[]): Html {
  if (drift.some(({ field }) => field === 'missing'))
    return message(
      'warn',
      'The item is missing in QuickBooks',
      html`<p>Restore adds it anew, once that is approved. Follow gives it up: the code is unsynced then.</p>`,
      { sign: '≠' },
    );
  return message(
    'warn',
    'QuickBooks has it otherwise',
    html`${table(
      'What QuickBooks has otherwise',
      [{ label: 'Field' }, { label: 'Here' }, { label: 'In QuickBooks' }],
      drift.map(({ field, ours, quickBooks }) => [
        fieldOf(field),
        valueWords(field, ours),
        valueWords(field, quickBooks),
      ]),
    )}
<p>Follow takes over what QuickBooks has. Restore writes what is here, once that is approved.</p>`,
    { sign: '≠' },
  );
}
