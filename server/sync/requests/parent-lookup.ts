/**
 * A parent whose ListID QuickBooks does not know any more: its item was deleted, or merged with another one, and perhaps made anew.
 * It is asked for by its name; what is there takes the old item's place for all its children, so that it is found out once.
 */

import type { AddRequest, Word } from '../model.ts';
import { failed, notDone } from '../outcomes.ts';
import type { Asked, Found } from './request.ts';

/** The name that the parent should have, by what is known of those above it. */
export const parentNameOf = ({ request, question }: Asked<AddRequest>): string =>
  question.fullName.slice(0, -1 - request.sent.name.length);

/** What there is under the name of a request's parent, for the request. `owner`: the code that has a ListID, as people know it. */
export function parentWord(
  asked: Asked<AddRequest>,
  found: Found,
  owner: (listID: string) => string | null,
): Word {
  const { problem } = asked.question;
  const { parent } = asked.request.sent;
  const gone = parent !== null && 'listID' in parent ? parent.listID : '';
  const fullName = parentNameOf(asked);
  const item = found.get('names')?.find((each) => each.fullName?.toLowerCase() === fullName.toLowerCase());
  const refused = (why: string, help = problem.help) => ({
    ...failed({ ...problem, help }, `${problem.message} ${why}`),
    ...(item?.listID === gone ? {} : { gone }),
  });
  if (!item) return refused(`There is no item ${fullName} in QuickBooks any more.`);
  if (item.type !== 'ItemServiceRet') return refused(`${fullName} is an item of another type.`);
  if (item.isActive === false) return refused(`${fullName} is inactive.`, 'inactive-item');
  // It is there: what is said against it is something else.
  if (item.listID === gone) return failed(problem);
  const other = owner(item.listID);
  if (other !== null) return refused(`The item ${fullName} is that of another code, ${other}.`);
  const { listID, editSequence } = item;
  return {
    ...notDone('passing', 'now', problem),
    parent: { gone, item: { listID, fullName: item.fullName ?? fullName, editSequence } },
  };
}
