/** What the routes of the HTTP interface share. */
import type { Request } from 'express';
import type { Random } from '../codes/company.ts';
import type { ImportRoom } from '../codes/importing/room.ts';
import type { CodeList, Company } from '../codes/model.ts';
import { companyWith, listWith } from '../codes/read.ts';
import type { By } from '../codes/transitions.ts';
import type { Pieces } from '../http/piecewise.ts';
import { notFound } from '../http/problem.ts';
import type { Caller } from '../identity/access.ts';
import type { Passwords } from '../identity/hashing.ts';
import type { User } from '../identity/people.ts';
import type { Store } from '../store/port.ts';

export interface ApiOptions {
  readonly store: Store;
  readonly random: Random;
  readonly publicURL: string;
  readonly passwords: Passwords;
  /** Where imports are planned. */
  readonly room: ImportRoom;
  readonly pieces: Pieces;
}

export interface ApiContext extends ApiOptions {
  /** The company that the address names; 404 without one. */
  readonly companyOf: (request: Request) => Promise<Company>;
  readonly by: (request: Request) => By;
}

const callers = new WeakMap<Request, Caller>();

export function setCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('a route that needs a user was reached without one');
  return caller;
}

export const userOf = (request: Request): User => callerOf(request).user;

export function createContext(options: ApiOptions): ApiContext {
  const { store } = options;
  return {
    ...options,
    companyOf: async (request) => {
      const company = await companyWith(store, String(request.params.company));
      if (!company) throw notFound('such company');
      return company;
    },
    by: (request) => ({ at: store.now().toISOString(), by: userOf(request).userName }),
  };
}

/** The list of `?list=ID`, the QuickBooks list without it. */
export function listOf(company: Company, id: string | undefined): CodeList {
  const list = listWith(company, id);
  if (!list) throw notFound('such list');
  return list;
}
