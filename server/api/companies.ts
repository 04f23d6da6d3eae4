/** Companies and their settings. */
import { z } from 'zod';
import { allCompanies, changeSettings, createCompany } from '../codes/company.ts';
import { type Company, ITEM_NAMINGS } from '../codes/model.ts';
import { WEEKDAYS } from '../codes/window.ts';
import { changedCompany, newCompany } from '../doors/schemas.ts';
import { notFound, notValid } from '../http/problem.ts';
import { sees } from '../identity/rights.ts';
import { text, textOrNull, time } from './answers.ts';
import { type Call, call } from './call.ts';
import { Made } from './reply.ts';

export const companyAnswer = z.object({
  id: text,
  name: text,
  incomeAccount: text,
  expenseAccount: textOrNull,
  class: textOrNull,
  accountRules: z.array(
    z.object({
      prefix: text,
      incomeAccount: text,
      expenseAccount: textOrNull.optional(),
      class: textOrNull.optional(),
    }),
  ),
  itemNaming: z.enum(ITEM_NAMINGS),
  runEveryMinutes: z.int(),
  fourEyes: z.boolean(),
  window: z.object({ days: z.array(z.enum(WEEKDAYS)), from: text, to: text, timeZone: text }).nullable(),
  fileId: text,
  connector: z.object({ userName: text }),
  createdAt: time,
});

export const connectorPassword = z.object({ userName: text, password: text });

/** A company as it is answered. */
export function companyView(company: Company) {
  const { id, name, incomeAccount, expenseAccount, accountRules } = company;
  const { itemNaming, runEveryMinutes, fourEyes, fileID, userName, createdAt } = company;
  return {
    id,
    name,
    incomeAccount,
    expenseAccount,
    class: company.class ?? null,
    accountRules,
    itemNaming,
    runEveryMinutes,
    fourEyes,
    window: company.window ?? null,
    fileId: fileID,
    connector: { userName },
    createdAt,
  };
}

export const COMPANY_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies',
    id: 'listCompanies',
    right: 'user',
    summary: "One's own companies",
    answer: { status: 200, schema: z.object({ companies: z.array(companyAnswer) }) },
    async handle({ store }, { caller }) {
      const companies = (await allCompanies(store)).filter(({ id }) => sees(caller.user, id));
      return { companies: companies.map(companyView) };
    },
  }),

  call({
    method: 'post',
    path: '/companies',
    id: 'createCompany',
    right: 'admin',
    summary: 'Make a company; its connector password is shown this once',
    body: newCompany,
    example: { name: 'Acme Builders', incomeAccount: 'Construction Income' },
    answer: { status: 201, schema: companyAnswer.extend({ connector: connectorPassword }) },
    once: true,
    secret: ['answer'],
    async handle({ store, random, publicURL }, { body }) {
      const { company, connector } = await createCompany(store, random, body);
      return new Made({ ...companyView(company), connector }, `${publicURL}/api/companies/${company.id}`);
    },
  }),

  call({
    method: 'get',
    path: '/companies/:company',
    id: 'getCompany',
    right: 'viewer',
    summary: "A company's settings",
    answer: { status: 200, schema: companyAnswer },
    handle: (_services, { company }) => companyView(company),
  }),

  call({
    method: 'patch',
    path: '/companies/:company',
    id: 'changeCompany',
    right: 'companyAdmin',
    summary: 'Change settings',
    body: changedCompany,
    example: {
      expenseAccount: 'Job Expenses',
      class: 'Region:East',
      accountRules: [{ prefix: '03', incomeAccount: 'Income:Concrete', class: 'Concrete' }],
    },
    answer: { status: 200, schema: companyAnswer },
    problems: ['busy'],
    async handle({ store, random }, { company, body, by }) {
      const changed = await changeSettings(store, random, company.id, body, by);
      if (!changed) throw notFound('such company');
      if ('problems' in changed)
        throw notValid(
          changed.problems.map(({ code, problem }) => ({
            field: 'itemNaming',
            message: `${code}: ${problem}`,
          })),
        );
      return companyView(changed.company);
    },
  }),
];
