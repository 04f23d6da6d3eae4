import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineForm } from '../../../server/pages/forms/definition.ts';

const form = defineForm(
  {
    name: { control: 'line', label: 'Name', missing: 'Enter a name.', more: { maxlength: 9 } },
    minutes: { control: 'line', label: 'Minutes', wrong: 'Enter a number.' },
    account: { control: 'line', label: 'Account', named: 'The account' },
    reason: { control: 'lines', label: 'Reason' },
    sure: { control: 'tick', label: 'Sure' },
  },
  {
    nameOf: (field) => `f.${field}`,
    elsewhere: ({ path }) => ({ field: path.join('/'), message: 'elsewhere' }),
  },
);

const schema = z.strictObject({
  name: z
    .string()
    .transform((text) => text.trim())
    .pipe(z.string().min(1, 'words of the schema').max(9, 'At most 9 characters.')),
  minutes: z.int('words of the schema'),
  account: z.string().transform((_, context) => {
    context.addIssue({ code: 'custom', message: 'is not known.' });
    return z.NEVER;
  }),
  reason: z.string().min(3, 'At least 3 characters.'),
  sure: z.boolean(),
});

const errorsOf = (value: Record<string, unknown>) => {
  const all = { name: 'n', minutes: 1, account: 'a', reason: 'because', sure: true };
  const check = form.check(schema, { ...all, ...value });
  return check.ok ? [] : check.errors;
};

describe('a form', () => {
  it('tells what its schema finds in its own words, and names the field as it is posted', () => {
    expect(errorsOf({ name: '  ', minutes: Number.NaN, reason: 'x' })).toEqual([
      { field: 'f.name', message: 'Enter a name.' },
      { field: 'f.minutes', message: 'Enter a number.' },
      { field: 'f.account', message: 'The account: is not known.' },
      { field: 'f.reason', message: 'At least 3 characters.' },
    ]);
  });

  it('tells that something is missing only where nothing stands', () => {
    expect(errorsOf({ name: 'much too long' })[0]).toEqual({
      field: 'f.name',
      message: 'At most 9 characters.',
    });
  });

  it('leaves to the page what is found elsewhere than in its fields', () => {
    const check = form.check(z.object({ roles: z.record(z.string(), z.number()) }), { roles: { a: 'b' } });
    expect(check).toEqual({ ok: false, errors: [{ field: 'roles/a', message: 'elsewhere' }] });
  });

  it('draws a field with what stands in it, escaped, and ties its error to the control', () => {
    const errors = [form.error('name', 'No <b>!')];
    const drawn = form.draw('name', { values: { name: '"<x>' }, errors }, { more: { autofocus: true } });
    const page = drawn.toString();
    expect(page).toContain('value="&quot;&lt;x&gt;"');
    expect(page).toMatch(/<p class="field-error" id="f-f-name-error">.*No &lt;b&gt;!<\/p>/);
    expect(page).toMatch(/<input id="f-f-name" name="f.name" required .*aria-describedby="f-f-name-error"/);
    expect(page).toMatch(/maxlength="9" autofocus/);
    expect(form.draw('name', {}).toString()).not.toContain('aria-describedby');
  });
});
