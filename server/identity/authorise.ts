/** Whether a caller may make a call: decided by the call and its address, before the body is read. */
import type { Request } from 'express';
import { companyWith } from '../codes/read.ts';
import { HttpProblem, notFound } from '../http/problem.ts';
import type { Store } from '../store/port.ts';
import type { Caller } from './access.ts';
import { userKeyOf } from './people.ts';
import { isCompanyRight, may, type Right, sees } from './rights.ts';

const NEEDED: Readonly<Record<Right, string>> = {
  none: '',
  user: '',
  self: 'You may change yourself only; this needs an admin of the service.',
  viewer: 'This needs a role in the company.',
  sender: 'This needs the role sender, approver or admin in the company.',
  approver: 'This needs the role approver or admin in the company.',
  companyAdmin: 'This needs the role admin in the company.',
  admin: 'This needs an admin of the service.',
};

/** What a call or a page asks of who makes it. */
export interface Guarded {
  readonly right: Right;
  /** Not by API token. */
  readonly inPerson?: true;
}

/** Throws the 403 or 404 to answer with. */
export async function authorise(
  store: Store,
  call: Guarded,
  request: Request,
  caller: Caller,
): Promise<void> {
  const { right } = call;
  const { user } = caller;
  const notAllowed = () => new HttpProblem('not-allowed', NEEDED[right]);
  if (isCompanyRight(right)) {
    const id = String(request.params.company);
    // Another's company is answered in the same words as one that does not exist.
    if (!sees(user, id) || !(await companyWith(store, id))) throw notFound('such company');
    if (!may(user, id, right)) throw notAllowed();
  }
  if (right === 'admin' && !user.admin) throw notAllowed();
  if (right === 'self' && !user.admin && userKeyOf(String(request.params.userName)) !== user.id)
    throw notAllowed();
  if (call.inPerson && caller.by === 'token')
    throw new HttpProblem('token-not-enough', 'An API token is not enough for this. Sign in by password.');
}
