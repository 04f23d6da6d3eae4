/** What a company's QuickBooks is and what was read of it, and what the buttons beside that ask for. */
import { type Html, html } from '../../html.ts';
import { askCheck, askReading } from '../../sync/asking.ts';
import { deskPath, pathWithin } from '../addresses.ts';
import { facts } from '../components/facts.ts';
import { buttonLink, code, number } from '../components/text.ts';
import { done } from '../flash.ts';
import type { Content } from '../layout.ts';
import type { PageModule, Visit } from '../visit.ts';
import { type QuickBooksNow, quickBooksNow, quickBooksTold } from './quickbooks-part.ts';

const PATH = '/companies/:company/quickbooks';

const AT_ONCE = 'It comes at once with Update Selected in the Web Connector.';

/** The page, and what its forms and those of other pages post to. */
export const quickBooksPages: PageModule = (context) => {
  const { store } = context;

  const asking = (ask: typeof askReading, words: string) => async (visit: Visit) => {
    const { company, by, form } = visit;
    await ask(store, company, by.at);
    const back = pathWithin(company, form.text('back')) ?? `${deskPath(company)}/quickbooks`;
    await visit.redirect(back, done(`${words} with the connector's next call. ${AT_ONCE}`));
  };

  return [
    {
      method: 'get',
      path: PATH,
      right: 'viewer',
      handle: async (visit) =>
        visit.render(quickBooksPage(visit, await quickBooksNow(context, visit.company))),
    },
    {
      method: 'post',
      path: `${PATH}/read`,
      right: 'sender',
      handle: asking(askReading, 'QuickBooks will be read'),
    },
    {
      method: 'post',
      path: `${PATH}/check`,
      right: 'sender',
      handle: asking(askCheck, 'The connection will be checked'),
    },
  ];
};

const quickBooksPage = (visit: Visit, now: QuickBooksNow): Content => ({
  title: 'QuickBooks',
  active: 'quickbooks',
  aside:
    visit.may('approver') &&
    buttonLink(visit.href(`${deskPath(now.company)}/match`), 'Match codes with items'),
  body: html`${quickBooksTold(visit, now, `${deskPath(now.company)}/quickbooks`)}
${fileFacts(now)}`,
});

function fileFacts({ told }: QuickBooksNow): Html | null {
  const { product, country, version, qbxmlVersion, companyName, companyFile, items } = told;
  if (product === null) return null;
  const room = items?.capacity ? ` of ${number(items.capacity)} that the list takes` : '';
  return facts([
    ['Product', product],
    ['Country', country],
    ['Version', version],
    ['qbXML', qbxmlVersion],
    ['Company in QuickBooks', companyName],
    ['Company file', companyFile && code(companyFile)],
    ['Items', items && `${number(items.count)}${room}, with those of ours since it was read`],
  ]);
}
