/** The codes that a form of the desk means: ticked ones, ticked divisions, or all that match the filter. */
import { cleanText } from '../../../qbxml/text.ts';
import type { Company } from '../../codes/model.ts';
import { inTurns } from '../../turns.ts';
import type { Form } from '../forms/form.ts';
import { type Filter, readFilter } from './filter.ts';
import { allMatching, type MatchPlace } from './matching.ts';

/** The filter that the desk had when the form was posted. */
export const filterOfForm = (company: Company, form: Form): Filter =>
  readFilter(company, (name) => form.text(name), 'all');

/** By name. Divisions and "all" are looked up now, and only where the filter of the page lets them through. */
export async function selectedCodes(place: MatchPlace, company: Company, form: Form): Promise<string[]> {
  const filter = filterOfForm(company, form);
  const names = new Set<string>();
  const add = async (matching: Filter) => {
    for await (const page of allMatching(place, company, matching))
      for (const { code } of page) names.add(code);
  };
  if (form.text('scope') === 'all') {
    await add(filter);
    return [...names];
  }
  for await (const slice of inTurns(form.all('code'))) for (const code of slice) names.add(cleanText(code));
  for (const division of form.all('divisions')) await add({ ...filter, division });
  return [...names];
}
