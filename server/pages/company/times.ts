/** When the company's QuickBooks is written to: a pause until somebody resumes, and the window. */
import { changeSettings, pause, resume } from '../../codes/company.ts';
import type { Company } from '../../codes/model.ts';
import { changedCompany, exportWindow, pauseReason } from '../../doors/schemas.ts';
import { notFound } from '../../http/problem.ts';
import { deskPath } from '../addresses.ts';
import { done } from '../flash.ts';
import type { PageModule, Visit } from '../visit.ts';
import { pauseForm, type TimesFilled, valuesOfWindow, windowForm, windowOf } from './times-forms.ts';
import { timesView } from './times-view.ts';

const PATH = '/companies/:company/settings/times';

/** The times, and what their forms post to. */
export const timesPages: PageModule = ({ store, random }) => {
  const show = (visit: Visit, filled: Partial<TimesFilled> = {}) =>
    visit.render({
      status: filled.errors ? 422 : 200,
      ...timesView(visit, store.now(), {
        window: valuesOfWindow(visit.company.window ?? null),
        ...filled,
      }),
    });

  const back = (visit: Visit, words: string) =>
    visit.redirect(`${deskPath(visit.company)}/settings/times`, done(words));

  async function pauseIt(visit: Visit): Promise<void> {
    const { company, form, by } = visit;
    const pausing = pauseForm.read(form);
    const words = pausing.reason.trim() === '' ? {} : pausing;
    const checked = pauseForm.check(pauseReason, words);
    if (!checked.ok) return show(visit, { pausing, errors: checked.errors });
    if (!(await pause(store, company.id, by, checked.value.reason ?? null))) throw notFound('such company');
    await back(visit, 'The export is paused. A session that runs ends after what QuickBooks has in hand.');
  }

  async function resumeIt(visit: Visit): Promise<void> {
    if (!(await resume(store, visit.company.id))) throw notFound('such company');
    await back(visit, 'The export goes on with the next call of the Web Connector.');
  }

  async function setWindow({ id }: Company, window: unknown, { by }: Visit): Promise<void> {
    const changed = await changeSettings(store, random, id, changedCompany.parse({ window }), by);
    if (!changed) throw notFound('such company');
  }

  async function saveWindow(visit: Visit): Promise<void> {
    const window = windowForm.read(visit.form);
    const checked = windowForm.check(exportWindow, windowOf(window));
    if (!checked.ok) return show(visit, { window, errors: checked.errors });
    await setWindow(visit.company, checked.value, visit);
    await back(visit, 'The window has been saved.');
  }

  async function dropWindow(visit: Visit): Promise<void> {
    await setWindow(visit.company, null, visit);
    await back(visit, 'There is no window any more: QuickBooks may be written to at any time.');
  }

  const right = 'companyAdmin';
  return [
    { method: 'get', path: PATH, right, handle: (visit) => show(visit) },
    { method: 'post', path: `${PATH}/pause`, right, handle: pauseIt },
    { method: 'post', path: `${PATH}/resume`, right, handle: resumeIt },
    { method: 'post', path: `${PATH}/window`, right, handle: saveWindow },
    { method: 'post', path: `${PATH}/no-window`, right, handle: dropWindow },
  ];
};
