/** The checklist of a company: each step says whether it has worked, and the next one what to do. */
import type { Company } from '../../codes/model.ts';
import { attributes, type Html, html, type Value } from '../html.ts';
import type { Content } from '../layout.ts';
import { badge, message, plural, relative, time } from '../parts.ts';
import type { PageContext } from '../visit.ts';
import { loadingSteps, wrongPasswordParts } from './connector-parts.ts';
import { setupFacts } from './setup-facts.ts';
import { isSetUp, type SetupFacts, type SetupStep, type StepKey, setupSteps } from './setup-steps.ts';

const STATES = {
  done: ['good', '✓', 'Done'],
  next: ['warn', '→', 'Next'],
  later: ['calm', '○', 'Later'],
  trouble: ['bad', '!', 'Needs you'],
} as const;

export async function setupContent(
  { store, href }: PageContext,
  company: Company,
): Promise<Content & { readonly body: Html }> {
  const facts = await setupFacts(store, company);
  const steps = setupSteps(facts);
  const doneCount = steps.filter(({ state }) => state === 'done').length;
  const at = (path: string) => href(`/companies/${company.id}${path}`);
  const told = words({ facts, company, at, href, now: store.now() });
  return {
    title: 'Setup',
    active: 'settings',
    aside: html`<a class="button" href="${at('/setup')}">Check again</a>`,
    body: html`<div${attributes({ 'data-steps': at('/setup'), 'data-step-events': at('/events') })}>${
      isSetUp(steps)
        ? message(
            'good',
            html`<span aria-hidden="true">✓</span> ${company.name} is set up`,
            html`<p>Codes that are accepted go to QuickBooks by themselves. <a href="${at('')}">To the cost codes</a></p>`,
          )
        : html`<p>${doneCount} of ${steps.length} steps are done. This page shows how things stood at ${time(store.now().toISOString())}.</p>`
    }
<ol class="steps">${steps.map((step, index) => shownStep(step, index + 1, told[step.key]))}</ol></div>
<p class="hint">Different hands may do this: people get their roles under <a href="${at('/settings/people')}">Settings, People</a>.</p>`,
  };
}

interface Told {
  /** Once it is done. */
  readonly done: Value;
  /** What to do, if it is next or somebody is needed. */
  readonly todo: Value;
}

const shownStep = ({ title, state }: SetupStep, count: number, { done, todo }: Told): Html => {
  const [tone, sign, word] = STATES[state];
  const isOpen = state === 'next' || state === 'trouble';
  return html`<li class="step ${state}"${attributes({ 'aria-current': state === 'next' ? 'step' : null })}>
<div class="step-title"><h2>${count}. ${title}</h2>${badge(tone, sign, word)}</div>
${state === 'done' ? html`<div class="step-body">${done}</div>` : isOpen && html`<div class="step-body">${todo}</div>`}
</li>`;
};

interface Words {
  readonly facts: SetupFacts;
  readonly company: Company;
  readonly at: (path: string) => string;
  readonly href: (path: string) => string;
  readonly now: Date;
}

function words({ facts, company, at, href, now }: Words): Readonly<Record<StepKey, Told>> {
  const { counts, lastSeenAt, wrongPassword, incomeAccount, fileAlarm, companyFile } = facts;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const underWay = counts.accepted + counts.exporting;
  return {
    company: {
      done: html`<p>Items get the income account <strong>${incomeAccount}</strong> unless a rule or an approver names another. <a href="${at('/settings')}">Settings</a></p>`,
      todo: null,
    },
    connector: {
      done: html`<p>Last seen ${time(lastSeenAt)}${lastSeenAt && html` (${relative(lastSeenAt, now)})`}. <a href="${at('/connector')}">Connector</a></p>`,
      todo: wrongPassword
        ? html`<p><strong>The Web Connector gave a wrong password.</strong></p>
${wrongPasswordParts(wrongPassword, { href, newPassword: at('/connector#password'), now })}`
        : html`${loadingSteps(href, company)}
<p>It has worked when this step turns to <em>Done</em>: the Web Connector calls within ${plural(company.runEveryMinutes, 'minute')}, or at once with <em>Update Selected</em>. Password lost? <a href="${at('/connector')}">Make a new one</a>.</p>`,
    },
    list: {
      done: html`<p>${plural(total, 'code')} in the QuickBooks list. <a href="${at('')}">Cost codes</a></p>`,
      todo: html`<p>A CSV with the columns <code>code</code> and <code>description</code>, or Procore's own template, works as it is.</p><p><a class="button primary" href="${at('/import')}">Import the list</a></p>`,
    },
    sent: {
      done: html`<p>Sent first ${time(company.firstSentAt)}.</p>`,
      todo: html`<p>Nothing goes to QuickBooks that was not sent for approval and accepted. Open the codes and press <em>Send to ERP</em>.</p><p><a class="button primary" href="${at('')}">Open the cost codes</a></p>`,
    },
    accepted: {
      done: html`<p>${underWay > 0 ? `${plural(underWay, 'code')} on the way to QuickBooks.` : 'All that was accepted has been to QuickBooks.'}</p>`,
      todo: html`<p>${plural(counts.pending, 'code')} ready to export. An approver picks them and presses <em>Accept</em>; accounts come from the rules.</p><p><a class="button primary" href="${at('?status=pending')}">Look at what waits</a></p>`,
    },
    file: {
      done: html`<p>The right file was open: <code>${companyFile}</code></p>`,
      todo: fileAlarm
        ? html`<p>${fileAlarm.title}${fileAlarm.companyFile && html` (<code>${fileAlarm.companyFile}</code>)`}, so nothing was written. ${fileAlarm.advice}.</p><p><a class="button primary" href="${at('/connector#company-file')}">Compare the two files</a></p>`
        : html`<p>The first export looks which company file is open before anything is written. Wait for the Web Connector's next call, or press <em>Update Selected</em> in it.</p>`,
    },
    synced: {
      done: html`<p>${plural(counts.synced, 'code is', 'codes are')} in QuickBooks. <a href="${at('?status=synced')}">Look at ${counts.synced === 1 ? 'it' : 'them'}</a></p>`,
      todo:
        counts.failed > 0
          ? html`<p>${plural(counts.failed, 'code has', 'codes have')} failed; each says why and what to do.</p><p><a class="button primary" href="${at('?status=failed')}">Look at what failed</a></p>`
          : html`<p>Comes by itself with the next export.</p>`,
    },
  };
}
