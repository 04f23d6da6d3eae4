/** A company's settings as form fields: what a form holds, in the shape that the schemas of the HTTP interface check. */
import type { Company } from '../../codes/model.ts';
import type { Form } from '../form.ts';

/** What stands in the fields: as stored at first, as typed after an error. */
export interface CompanyFields {
  readonly name: string;
  readonly incomeAccount: string;
  readonly expenseAccount: string;
  readonly itemNaming: string;
  readonly runEveryMinutes: string;
  readonly fourEyes: boolean;
}

export const NEW_COMPANY: CompanyFields = {
  name: '',
  incomeAccount: '',
  expenseAccount: '',
  itemNaming: 'code',
  runEveryMinutes: '15',
  fourEyes: false,
};

export function fieldsOfCompany(company: Company): CompanyFields {
  return {
    name: company.name,
    incomeAccount: company.incomeAccount,
    expenseAccount: company.expenseAccount ?? '',
    itemNaming: company.itemNaming,
    runEveryMinutes: String(company.runEveryMinutes),
    fourEyes: company.fourEyes,
  };
}

export function readCompanyFields(form: Form): CompanyFields {
  return {
    name: form.text('name'),
    incomeAccount: form.text('incomeAccount'),
    expenseAccount: form.text('expenseAccount'),
    itemNaming: form.text('itemNaming'),
    runEveryMinutes: form.text('runEveryMinutes'),
    fourEyes: form.has('fourEyes'),
  };
}

/** For the schema. An empty field of the expense account is the choice to have none. */
export function settingsOf(fields: CompanyFields) {
  return {
    name: fields.name,
    incomeAccount: fields.incomeAccount,
    expenseAccount: noneIfBlank(fields.expenseAccount),
    itemNaming: fields.itemNaming,
    runEveryMinutes: minutesOf(fields.runEveryMinutes),
    fourEyes: fields.fourEyes,
  };
}

/** NaN, which no schema takes, for what is no number. */
const minutesOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const noneIfBlank = (text: string) => (text.trim() === '' ? null : text);
