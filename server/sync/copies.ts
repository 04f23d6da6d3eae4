/**
 * Two copies of one company file, opened in turn at one path: they carry the same FileID, so nothing tells them apart when a session
 * begins. But each has items that the other lacks. A ListID is given once, and what was deleted does not come back: an item that
 * was gone and is there again means another copy of the file, or a backup that was restored in between.
 */
import { raised } from './alarms.ts';
import type { Connection, ExportSet } from './model.ts';
import { isSettled, problemOf } from './outcomes.ts';

/** The latest; whoever deletes more has other worries. */
const GONE_MAX = 200;
const COMPUTERS_MAX = 3;

interface Told {
  readonly listID: string;
  readonly fullName: string;
}

/** Items that the answers about a set show. */
function thereIn(set: ExportSet): Told[] {
  return set.requests.flatMap((request) => {
    const word = set.words[request.requestID];
    if (word?.kind === 'notDone' && word.parent) return [word.parent.item];
    if (word?.kind !== 'synced') return [];
    if (request.kind === 'ItemServiceMod') return [word];
    const { fullName, sent } = request;
    const { parent } = sent;
    // It was added below its parent, so that is there, too.
    const isBelow = word.how === 'added' && parent !== null && 'listID' in parent;
    const above = fullName.slice(0, fullName.lastIndexOf(':'));
    return [word, ...(isBelow ? [{ listID: parent.listID, fullName: above }] : [])];
  });
}

/** ListIDs that QuickBooks did not know any more. */
const goneIn = (set: ExportSet): string[] =>
  set.requests.flatMap(({ requestID }) => {
    const word = set.words[requestID];
    if (!isSettled(word) || word.kind === 'synced') return [];
    return [word.gone ?? [], word.kind === 'notDone' && word.parent ? word.parent.gone : []].flat();
  });

/** What a set has shown of items that come and go; with the alarm where one is there again. */
export function withCopies(
  connection: Pick<Connection, 'alarms' | 'gone' | 'computers'>,
  set: ExportSet,
  at: string,
): Pick<Connection, 'alarms' | 'gone'> {
  const there = thereIn(set);
  const again = there.find(({ listID }) => connection.gone.includes(listID));
  const known = connection.gone.filter((listID) => !there.some((each) => each.listID === listID));
  const gone = [...new Set([...known, ...goneIn(set)])].slice(-GONE_MAX);
  if (!again) return { alarms: connection.alarms, gone };
  const { computers } = connection;
  const from = computers.length > 1 ? ` The last sessions came from ${computers.join(' and ')}.` : '';
  const message = `The item ${again.fullName} (ListID ${again.listID}) was not in the company file, and is in it again.${from}`;
  const alarms = raised(connection.alarms, { ...problemOf('copies', message), code: 'copies' }, at);
  return { alarms, gone };
}

/** The computers of the latest verified sessions, the last one first. */
export function withComputer(computers: readonly string[], computer: string | null): readonly string[] {
  if (computer === null || computers[0] === computer) return computers;
  return [computer, ...computers.filter((each) => each !== computer)].slice(0, COMPUTERS_MAX);
}
