/** The checklist of a company: each step says whether it has worked, and the next one what to do. */
import type { Company } from '../../codes/model.ts';
import { attributes, type Html, html } from '../../html.ts';
import { deskPath } from '../addresses.ts';
import { message } from '../components/message.ts';
import { badge } from '../components/status.ts';
import { buttonLink } from '../components/text.ts';
import { time } from '../components/time.ts';
import type { Content } from '../layout.ts';
import { type Asker, quickBooksNow, quickBooksPart } from '../quickbooks/quickbooks-part.ts';
import type { PageContext } from '../visit.ts';
import { setupFacts } from './setup-facts.ts';
import { isSetUp, type SetupStep, setupSteps } from './setup-steps.ts';
import { type SetupPlace, type StepWords, setupWords } from './setup-words.ts';

const STATES = {
  done: ['good', '✓', 'Done'],
  next: ['warn', '→', 'Next'],
  later: ['calm', '○', 'Later'],
  trouble: ['bad', '!', 'Needs you'],
} as const;

/** The page of the checklist; it stands below the password of a company that has just been made, too. */
export async function setupContent(
  context: PageContext,
  company: Company,
  asker: Asker,
): Promise<Content & { readonly body: Html }> {
  const { store, href } = context;
  const facts = await setupFacts(store, company);
  const quickBooks = quickBooksPart(
    asker,
    await quickBooksNow(context, company),
    `${deskPath(company)}/setup`,
  );
  const at = (path: string) => href(deskPath(company) + path);
  return setupView({ facts, company, at, href, now: store.now() }, quickBooks);
}

function setupView(place: SetupPlace, quickBooks: Html): Content & { readonly body: Html } {
  const { at, company, facts, now } = place;
  const steps = setupSteps(facts);
  const words = setupWords(place);
  const doneCount = steps.filter(({ state }) => state === 'done').length;
  const progress = html`<p>${doneCount} of ${steps.length} steps are done.
This page shows how things stood at ${time(now.toISOString())}.</p>`;
  return {
    title: 'Setup',
    active: 'settings',
    aside: buttonLink(at('/setup'), 'Check again'),
    body: html`<div${attributes({ 'data-steps': at('/setup'), 'data-step-events': at('/events') })}>
${isSetUp(steps) ? allDone(company, at) : progress}
<ol class="steps">
${steps.map((step, index) => shownStep(step, index + 1, words[step.key]))}
</ol>
${quickBooks}
</div>
<p class="hint">Different hands may do this: people get their roles under
<a href="${at('/settings/people')}">Settings, People</a>.</p>`,
  };
}

const allDone = ({ name }: Company, at: SetupPlace['at']): Html =>
  message(
    'good',
    `${name} is set up`,
    html`<p>Codes that are accepted go to QuickBooks by themselves. <a href="${at('')}">To the cost codes</a></p>`,
    { sign: '✓' },
  );

function shownStep({ title, state }: SetupStep, count: number, { done, todo }: StepWords): Html {
  const [tone, sign, word] = STATES[state];
  const body = state === 'done' ? done : state === 'later' ? null : todo;
  const isShown = state !== 'later';
  return html`<li class="step ${state}"${attributes({ 'aria-current': state === 'next' ? 'step' : null })}>
<div class="step-title">
<h2>${count}. ${title}</h2>
${badge(tone, sign, word)}
</div>
${isShown && html`<div class="step-body">${body}</div>`}
</li>`;
}
