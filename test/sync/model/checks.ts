/** What must hold after every step: read from the store, past the servers. */
import { fileKeyOf } from '../../../server/codes/company.ts';
import type { CodeStatus, CostCode, HistoryEntry } from '../../../server/codes/model.ts';
import { VAIN_SESSIONS_MAX } from '../../../server/codes/transitions.ts';
import { EXCHANGE_MS } from '../../../server/sync/pace.ts';
import { checkReadings } from './readings.ts';
import { hasWork, NOT_PROCESSED, type World } from './world.ts';

/** contracts.md, States of a cost code; a change of texts or accounts is an entry from a state to itself. */
const TRANSITIONS: Readonly<Record<CodeStatus | 'new', readonly CodeStatus[]>> = {
  new: ['unsynced'],
  // From any of them to synced: a change was taken back.
  unsynced: ['unsynced', 'pending', 'synced'],
  pending: ['pending', 'accepted', 'rejected', 'unsynced', 'synced'],
  accepted: ['accepted', 'exporting', 'unsynced', 'synced'],
  exporting: ['synced', 'failed', 'accepted'],
  // Its item was made anew in QuickBooks; or it is changed.
  synced: ['synced', 'unsynced'],
  // Its item was made anew.
  failed: ['accepted', 'unsynced', 'synced', 'failed'],
  rejected: ['pending', 'unsynced', 'synced', 'rejected'],
};

/** Of a failure that tells people to look at the item in QuickBooks; what they do then is their decision. */
const TOLD: ReadonlySet<string> = new Set(['needs-a-look', 'name-in-use', 'inactive-item']);

/** `isFresh`: all that happened was one session, and nothing was left over by a death. */
export async function checkAll(world: World, isFresh = false): Promise<void> {
  const codes = await world.readCodes();
  const before = world.codes;
  world.codes = new Map(codes.map((code) => [code.id, code]));
  for (const code of codes) checkCode(world, code, before.get(code.id));
  checkGone(world, before);
  for (const file of world.files) {
    file.look();
    for (const made of file.made) {
      const code = world.codes.get(made.code);
      if (code?.status === 'failed' && TOLD.has(code.problem?.help ?? '')) made.isTold = true;
    }
  }
  checkListIDs(world, codes);
  await checkReadings(world, isFresh);
  await checkFile(world, before);
  if (isFresh) checkFresh(world, before);
  if (isFresh) checkSpelling(world, before);
  await checkSets(world, codes);
  await checkRefused(world);
  await checkPace(world);
  await checkTold(world, before);
  await checkCopies(world, before);
}

/** Whatever comes of another company file says nothing about this one; what came before it was accepted counts. */
async function checkFile(world: World, before: ReadonlyMap<string, CostCode>): Promise<void> {
  const { fileID } = await world.company();
  if (fileID !== world.fileID) world.toldBefore = JSON.stringify(await world.sets());
  world.fileID = fileID;
  const file = world.files.find((each) => fileKeyOf(each.fileID) === fileKeyOf(fileID));
  for (const { id, code, listID } of world.codes.values()) {
    if (listID === '' || before.get(id)?.listID === listID) continue;
    world.expect(
      file?.known.has(listID) === true || world.toldBefore.includes(listID),
      () => `${code} was synced with an item of another company file`,
    );
  }
}

/** That QuickBooks refuses every code is not said in a session in which it has read one. */
async function checkRefused(world: World): Promise<void> {
  const isRefused = (await world.connection())?.alarms.some(({ code }) => code === 'refused') === true;
  const isNew = isRefused && !world.isRefused;
  world.isRefused = isRefused;
  const present = [...world.tickets.values()].find(({ state }) => state === 'present');
  world.expect(
    !isNew || present?.hasRead !== true,
    () => 'the alarm refused, though QuickBooks has read an add',
  );
}

/** Sets become smaller for each answer that was lost, and for two that took very long. */
async function checkPace(world: World): Promise<void> {
  const pace = (await world.connection())?.pace;
  if (!pace) return;
  const before = world.most;
  world.most = pace.most;
  if (pace.most >= before || world.blurredAt > 0) return;
  const isSlow = pace.answers.slice(-2).filter(({ ms }) => ms > EXCHANGE_MS / 2).length === 2;
  const isLost = [...world.unanswered.values()].some((tickets) => tickets.size > 0);
  world.expect(
    isSlow || isLost,
    () => `sets of ${before} became sets of ${pace.most}, though no answer was lost`,
  );
}

/** Somebody is told of a code that QuickBooks did not come to in so many sessions. */
async function checkTold(world: World, before: ReadonlyMap<string, CostCode>): Promise<void> {
  const alarms = (await world.connection())?.alarms ?? [];
  const told = alarms.find((alarm) => alarm.code === 'unfinished')?.codes ?? [];
  for (const { id, code, history } of world.codes.values()) {
    const last = history.at(-1);
    const isNews = entriesIn(history) > entriesIn(before.get(id)?.history ?? []);
    if (!last || last.to === 'exporting' || !isNews) continue;
    const count = last.from === 'exporting' && last.why === NOT_PROCESSED ? 1 : 0;
    const times = count * ((world.notProcessed.get(id) ?? 0) + count);
    world.notProcessed.set(id, times);
    world.expect(
      times < VAIN_SESSIONS_MAX || world.blurredAt > 0 || told.some((each) => each.id === id),
      () => `QuickBooks has not come to ${code} in ${times} sessions in a row, and nobody is told`,
    );
  }
}

/** Somebody is told when an item that was gone is its code's again. */
async function checkCopies(world: World, before: ReadonlyMap<string, CostCode>): Promise<void> {
  const isTold = (await world.connection())?.alarms.some((alarm) => alarm.code === 'copies') === true;
  for (const { id, code, listID } of world.codes.values()) {
    const { listID: was = '' } = before.get(id) ?? {};
    if (was === '' || was === listID) continue;
    const left = world.left.get(id) ?? new Set();
    world.left.set(id, left.add(was));
    world.expect(
      !left.has(listID) || isTold || world.blurredAt > 0,
      () => `${code} has the item ${listID} again, which was gone, and nobody is told of copies`,
    );
  }
}

function checkCode(world: World, code: CostCode, before: CostCode | undefined): void {
  const { history, status } = code;
  const at = (what: string) =>
    `${code.code} (${status}): ${what}\n${history.map(({ from, to, why }) => `  ${from} > ${to}: ${why}`).join('\n')}`;
  let from: CodeStatus | null = null;
  for (const entry of history) {
    world.expect(entry.from === from, () => at(`an entry from ${entry.from} comes after ${from}`));
    world.expect(entry.leftOut !== undefined || TRANSITIONS[from ?? 'new'].includes(entry.to), () =>
      at(`${from} > ${entry.to} is no transition`),
    );
    from = entry.to;
  }
  for (const round of [1, 2])
    world.expect(!comesAgain(history, round), () => at('what came again stands there twice'));
  world.expect(from === status, () => at(`the history ends with ${from}`));
  if (before && before.history[0]?.at === history[0]?.at) {
    world.expect(isKept(before.history, history), () => at('the history was rewritten'));
    world.expect(before.status === status || entriesIn(history) > entriesIn(before.history), () =>
      at(`was ${before.status}, and nothing tells`),
    );
  }
  world.expect((status === 'exporting') === (code.messageSet !== null), () =>
    at(`its set is ${code.messageSet}`),
  );
  world.expect((code.item?.listID ?? '') === code.listID, () => at(`its ListID is "${code.listID}"`));
  world.expect(status !== 'synced' || code.item !== null, () => at('has no item'));
  const isAdded = status === 'exporting' && code.sent !== null && !('kind' in code.sent);
  world.expect(code.item === null || !isAdded, () => at('has an item, and is added once more'));
  const { seen } = code.problem ?? {};
  if (seen) for (const file of world.files) file.told(code.listID, seen);
  world.expect(status !== 'failed' || code.problem !== null, () => at('failed without a problem'));
  world.expect(status !== 'failed' || code.problem?.statusCode !== '0', () =>
    at('failed with what says that all is well'),
  );
  world.expect(status !== 'rejected' || code.rejection !== null, () => at('rejected without a reason'));
  world.expect(code.problem === null || status === 'failed' || status === 'accepted', () =>
    at('has a problem'),
  );
}

/** Those that stand for several counted. */
const entriesIn = (history: readonly HistoryEntry[]): number =>
  history.reduce((sum, { times = 1, leftOut = times }) => sum + leftOut, 0);

/** What an entry tells, whichever try it was. */
const told = ({ from, to, by, why }: HistoryEntry): string =>
  [from, to, by, why.replace(/ \(try \d+\)$/, '')].join();

/** Whether it ends with so many entries twice. */
const comesAgain = (history: readonly HistoryEntry[], round: number): boolean =>
  history.length >= 2 * round &&
  history.slice(-round).every((entry, at) => told(entry) === told(history.at(at - 2 * round)!));

/** What may be folded with what comes. */
const LATELY = 12;

/** Of what was there nothing is gone; lately it may have become one with the same that came again. */
function isKept(before: readonly HistoryEntry[], now: readonly HistoryEntry[]): boolean {
  const isOld = (index: number) => index < before.length - LATELY;
  return (
    entriesIn(now) >= entriesIn(before) &&
    before.every((entry, index) =>
      isOld(index)
        ? JSON.stringify(entry) === JSON.stringify(now[index])
        : now.some((each) => told(each) === told(entry)),
    )
  );
}

/** Only who was never exported can be deleted. */
function checkGone(world: World, before: ReadonlyMap<string, CostCode>): void {
  for (const code of before.values()) {
    const now = world.codes.get(code.id);
    const wasExported = code.history.some((entry) => entry.to === 'exporting');
    const isSame = now?.history.some((entry) => entry.to === 'exporting') === true;
    world.expect(!wasExported || isSame, () => `${code.code} was exported and is gone`);
  }
}

function checkListIDs(world: World, codes: readonly CostCode[]): void {
  const owners = new Map<string, string>();
  for (const { code, listID } of codes) {
    if (listID === '') continue;
    world.expect(
      !owners.has(listID),
      () => `${code} and ${owners.get(listID)} have the same ListID ${listID}`,
    );
    owners.set(listID, code);
    world.expect(
      world.files.some((file) => file.known.has(listID)),
      () => `${code} has a ListID that never was, ${listID}`,
    );
    // The item of a code that cannot know of it is like anybody's item.
    for (const file of world.files) {
      for (const made of file.made.filter((each) => each.listID === listID)) {
        const isOwn = made.code.endsWith(`/${code}`);
        world.expect(
          isOwn || !world.codes.has(made.code) || file.isUnknowable(made),
          () => `${code} has the item that was made for ${made.code}`,
        );
      }
    }
  }
}

/** What was synced in this session has an item that was there in it. */
function checkFresh(world: World, before: ReadonlyMap<string, CostCode>): void {
  for (const { id, code, listID } of world.codes.values()) {
    if (listID === '' || before.get(id)?.listID === listID) continue;
    world.expect(
      world.files.some((file) => file.item(listID)),
      () => `${code} was synced with ${listID}, which was gone by then`,
    );
  }
}

/** Who takes over an item that has not our name letter for letter says so, with both names. */
function checkSpelling(world: World, before: ReadonlyMap<string, CostCode>): void {
  for (const { id, code, listID, itemName, history } of world.codes.values()) {
    if (listID === '' || before.get(id)?.listID === listID) continue;
    // A reading may have told of its other values since.
    const { why = '' } = history.findLast(({ from, to }) => to === 'synced' && from !== 'synced') ?? {};
    const { file } = world.open.quickbooks;
    const { name = itemName } = file.itemByListID(listID) ?? {};
    if (name === itemName || file.keyOf(name) !== file.keyOf(itemName)) continue;
    world.expect(
      [name, itemName].every((each) => why.includes(`"${each}"`)),
      () => `${code} has taken over "${name}" for "${itemName}", and its history says: ${why}`,
    );
  }
}

async function checkSets(world: World, codes: readonly CostCode[]): Promise<void> {
  const connection = await world.connection();
  const sets = (await world.sets()).filter((set) => set.kind === 'export');
  const refused = new Set(connection?.refused ?? []);
  const open = sets.filter((set) => set.phase === 'open' && set.handouts > 0);
  world.expect(open.length <= 1, () => `${open.length} open sets: ${open.map((set) => set.set).join(', ')}`);
  for (const set of open)
    world.expect(
      connection?.openSet === set.set,
      () => `${set.set} is open, but the connection has ${connection?.openSet}`,
    );
  const holders = new Map<string, string>();
  for (const set of sets) {
    world.expect(set.text === '' || hasWork(set.text), () => `${set.set} holds nothing`);
    if (set.phase === 'answered' || set.phase === 'claiming') continue;
    for (const request of set.requests) {
      const word = set.words[request.requestID];
      if (word && word.kind !== 'question') continue;
      world.expect(
        !holders.has(request.code),
        () => `${request.code} is in two sets, ${holders.get(request.code)} and ${set.set}`,
      );
      holders.set(request.code, set.set);
    }
  }
  for (const code of codes) {
    if (code.messageSet === null) continue;
    const set = sets.find((each) => each.set === code.messageSet);
    const isHeld = connection?.openSet === code.messageSet || refused.has(code.messageSet);
    // Taken by a server that was too late: the next session frees it.
    const isStray =
      set === undefined ||
      (set.phase === 'answered' && !set.requests.some((request) => request.code === code.id));
    world.expect(
      isHeld || isStray || set?.phase === 'refused',
      () => `${code.code} is in the set ${code.messageSet} (${set?.phase}), which is not open`,
    );
  }
}
