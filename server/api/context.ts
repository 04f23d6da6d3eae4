/** Who makes a request, and the company and list that it names. */
import type { Request } from 'express';
import type { CodeList, Company } from '../codes/model.ts';
import { companyWith, listWith } from '../codes/read.ts';
import { notFound } from '../http/problem.ts';
import type { Caller } from '../identity/access.ts';
import type { Store } from '../store/port.ts';

const callers = new WeakMap<Request, Caller>();

/** To be called once it is known who makes a request. */
export function setCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** Who makes a request, once that is known. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('a route that needs a user was reached without one');
  return caller;
}

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
