/** What an address names: a company, a list. Each throws the 404 to answer with. */
import type { Request } from 'express';
import type { CodeList, Company } from '../codes/model.ts';
import { companyWith, listWith } from '../codes/read.ts';
import { notFound } from '../http/problem.ts';
import type { Store } from '../store/port.ts';

/** The company that the address names; 404 without one. */
export async function companyOf(store: Store, request: Request): Promise<Company> {
  const company = await companyWith(store, String(request.params.company));
  if (!company) throw notFound('such company');
  return company;
}

/** The list of `?list=ID`, the QuickBooks list without it; 404 if the company has no such list. */
export function listOf(company: Company, id: string | undefined): CodeList {
  const list = listWith(company, id);
  if (!list) throw notFound('such list');
  return list;
}
