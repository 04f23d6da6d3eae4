/**
 * How an item stands that was to be changed: it is asked for by its ListID, which it keeps whatever becomes of it.
 *
 *     it has                         what follows
 *     ----------------------------   ------------------------------------------------------------------------
 *     what we were to write          it is done, whoever did it
 *     what was told of it            it is told again, over the EditSequence that it has now
 *     anything else                  somebody has changed it: failed, with both values; nothing is written over it
 *     it is not there                failed: a person says whether it is to be made anew
 *
 * Only the fields that are to be changed count. What else is not as it was told is noted with the item (Item.differs).
 */
import type { WantedItems } from '../../../qbxml/long-answer.ts';
import type { Item } from '../../codes/model.ts';
import type { ExportSet, ModRequest, Question, RequestOutcome, Word } from '../model.ts';
import { failed, inItsWords, notDone, problemOf } from '../outcomes.ts';
import { inDoubt } from '../vain.ts';
import { bothIn, inFields, seenItem, seenOf, shownOf, stateOf, valuesOf } from './item-state.ts';
import type { Asked, Found, LookupQuery } from './request.ts';

type AskedMod = Asked<ModRequest>;

/** Of the items that a lookup finds those that these questions are about. */
export const itemWanted = (_set: ExportSet, asked: readonly AskedMod[]): WantedItems => ({
  listIDs: asked.map(({ request }) => request.sent.listID),
  fullNames: [],
  names: [],
  externalGUIDs: [],
});

/** All of them by ListID. */
export const itemQueries = (_by: Question['by'], asked: readonly AskedMod[]): LookupQuery[] => [
  { kind: 'claimed', query: { listIDs: [...new Set(asked.map(({ request }) => request.sent.listID))] } },
];

/** What the answer of a lookup means for a change. */
export function wordOfItem(set: ExportSet, { request, question }: AskedMod, found: Found): Word {
  const { sent, told, fullName } = request;
  const item = found.get('claimed')?.find(({ listID }) => listID === sent.listID);
  if (!item) {
    const message = `The item ${fullName} (ListID ${sent.listID}) is not in QuickBooks any more.`;
    return { ...failed(problemOf('item-gone', message)), gone: sent.listID };
  }
  const values = valuesOf(item, request);
  if (values === null || item.editSequence === null) {
    const message = 'QuickBooks does not tell how the item is now, so nothing is written over it.';
    return failed(problemOf('needs-a-look', message));
  }
  switch (stateOf(item, values, request)) {
    case 'done': {
      const seen = seenItem(item, values, { ...told, ...sent.changed }, fullName);
      const why = `found changed in QuickBooks (${inFields(sent.changed)}): ${seen.fullName}, ListID ${seen.listID}`;
      return {
        kind: 'synced',
        ...seen,
        why,
        how: 'found',
        ...(seen.differs ? { shown: shownOf(item) } : {}),
      };
    }
    case 'before': {
      // What is to be changed has been read by this.
      const seen = seenItem(item, values, { ...told, ...seenOf(values, sent) }, fullName);
      return again(set, { request, question }, seen);
    }
    case 'other': {
      const message = `Somebody has changed ${item.fullName ?? fullName} in QuickBooks meanwhile: ${bothIn(values, sent)}. Nothing was written over it.`;
      return {
        ...failed({ ...problemOf('changed-there', message), seen: seenOf(values, sent) }),
        item: seenItem(item, values, told, fullName),
      };
    }
  }
}

/** It was not done: what of it is told again, and when. */
function again(set: ExportSet, { request, question }: AskedMod, seen: Item): Word {
  const { why, problem } = question;
  switch (why) {
    case 'lost':
      // With another EditSequence the same bytes would be refused.
      return seen.editSequence === request.sent.editSequence
        ? { kind: 'absent', problem }
        : { ...notDone('no', 'now', problemOf('not-answered', problem.message)), item: seen };
    case 'stale':
      // Before it was sent for the first time, which is no try; or it was changed meanwhile, for which there is an end, too.
      return {
        ...notDone(request.sent.editSequence === null ? 'no' : 'passing', 'now', problem),
        item: seen,
      };
    case 'unclear': {
      if (question.otherwise) return withItem(question.otherwise, seen);
      const asked = problemOf(
        'not-answered',
        'QuickBooks was asked for the item, and it is as it was before.',
      );
      const told = inItsWords(question, asked);
      const counts = set.handouts > 1 ? 'no' : 'passing';
      return withItem(set.vain ? inDoubt(set, told) : notDone(counts, 'now', told), seen);
    }
    default: {
      // It is said to be done, and is not, or not any more.
      const message = 'QuickBooks says that it changed the item, and shows it as it was before.';
      return { ...notDone('passing', 'now', problemOf('not-answered', message)), item: seen };
    }
  }
}

/** Not done, or failed: then the item is as it was seen. */
const withItem = (outcome: RequestOutcome, item: Item): RequestOutcome =>
  outcome.kind === 'synced' ? outcome : { ...outcome, item };
