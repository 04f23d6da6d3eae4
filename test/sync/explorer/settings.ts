/** How far the explorer goes: `small` within npm test, `full` by EXPLORE=full or main.ts. */
import type { Exploration } from './explore.ts';
import type { Breaking, Kind } from './quickbooks.ts';

const ONE = [{ code: '03' }] as const;
export const PARENT_AND_CHILD = [{ code: '03' }, { code: '03-300', parent: '03' }] as const;
/** In one set. */
export const TWO = [{ code: '03' }, { code: '04' }] as const;
/** Both in QuickBooks, and to be changed. */
export const CHANGED = [
  { code: '03', change: { name: 'N3' } },
  { code: '03-300', parent: '03', change: { desc: 'ours' } },
] as const;
/** One to be changed, and one that is new below it. */
export const CHANGED_AND_NEW = [
  { code: '03', change: { desc: 'ours' } },
  { code: '03-300', parent: '03' },
] as const;
export const THREE = [...PARENT_AND_CHILD, { code: '04' }] as const;

/** ExternalGUID told, and inactive items found by name: what is hoped of QuickBooks. */
export const HOPED: Kind = { guids: 'told', findsInactive: true };
export const UNTOLD: Kind = { guids: 'untold', findsInactive: false };
export const OLD: Kind = { guids: 'none', findsInactive: true };

/** It breaks at these codes, each time. */
export const breakingAt = (how: Breaking, ...at: string[]): Kind => ({ ...HOPED, breaks: { at, how } });
export const unreadAt = (...at: string[]): Kind => breakingAt('unread', ...at);

export interface Named extends Exploration {
  readonly title: string;
  /** The reasons for which an item may be added twice here, all told in the docs. */
  readonly exceptions?: readonly string[];
  /** To rest; as a rule fewer than one session has. Each set that is a fact takes three sessions, and each half of it one. */
  readonly exchangesMax?: number;
  /** Promises that are known to be broken, to be mended: off the list with them then. */
  readonly broken?: readonly string[];
}

const named = (title: string, faults: number, deeds: number, more: Partial<Named> = {}): Named => ({
  title,
  codes: PARENT_AND_CHILD,
  kind: HOPED,
  hangs: false,
  faults,
  deeds,
  ...more,
});

/** An hresult names no set: one that comes twice is taken for the answer to the set that was handed out since. */
const spared = { sparesHresults: true } as const;

export const SMALL: readonly Named[] = [
  named('a parent and its child, two faults', 2, 0, spared),
  named('a parent and its child, a fault and a person', 1, 1, { otherFile: true }),
  named('... with connectors that hang, inactive items not found by name', 1, 1, {
    hangs: true,
    kind: { guids: 'told', findsInactive: false },
    exceptions: ['late'],
  }),
  named('... where QuickBooks never tells ExternalGUID', 1, 1, {
    kind: UNTOLD,
    exceptions: ['forgotten', 'unrecognizable'],
  }),
  named('... below qbXML 8.0, without ExternalGUID', 1, 1, {
    kind: OLD,
    exceptions: ['forgotten', 'unrecognizable'],
  }),
  named('a code, a store that is put back and a person', 0, 2, { codes: ONE, putsBack: true }),
  named('two changes, a fault and a person', 1, 1, { codes: CHANGED }),
  named('a change and what is new below it, two faults', 2, 0, { ...spared, codes: CHANGED_AND_NEW }),
  named('three codes, a fault and a person', 1, 1, { codes: THREE }),
  named('a code, and QuickBooks is read', 1, 0, { ...spared, codes: ONE, reads: true }),
  named('three codes, one of them never read', 1, 0, { ...spared, codes: THREE, kind: unreadAt('04') }),
  named('a parent and its child, of which QuickBooks reads none', 1, 1, {
    ...spared,
    kind: unreadAt('03', '03-300'),
  }),
  named('three codes, at one of which it breaks off', 0, 0, {
    ...spared,
    exchangesMax: 30,
    codes: THREE,
    kind: breakingAt('breaksOff', '04'),
  }),
  named('three codes, the answer to one never to be read', 1, 0, {
    ...spared,
    codes: THREE,
    kind: breakingAt('garbled', '04'),
  }),
  named('a parent and its child, an internal error at one', 0, 0, {
    ...spared,
    kind: breakingAt('passing', '03-300'),
  }),
  named('three codes, one of them never to be asked for', 1, 0, {
    ...spared,
    codes: THREE,
    kind: breakingAt('unasked', '04'),
  }),
];

export const FULL: readonly Named[] = [
  named('a parent and its child, three faults', 3, 0, spared),
  named('a parent and its child, two faults and a person', 2, 1, {
    ...spared,
    otherFile: true,
  }),
  named('... with connectors that hang, inactive items not found by name', 2, 1, {
    ...spared,
    hangs: true,
    kind: { guids: 'told', findsInactive: false },
    exceptions: ['late'],
  }),
  named('... where QuickBooks never tells ExternalGUID', 2, 1, {
    ...spared,
    kind: UNTOLD,
    exceptions: ['forgotten', 'unrecognizable'],
  }),
  named('... below qbXML 8.0, without ExternalGUID', 2, 1, {
    ...spared,
    kind: OLD,
    exceptions: ['forgotten', 'unrecognizable'],
  }),
  named('a fault and two things that people do', 1, 2, spared),
  // What was exported after the copy was made is not known to it (docs/what-happens-when.md): one code, and nothing breaks.
  named('a code, a store that is put back and two people', 0, 3, { codes: ONE, putsBack: true }),
  named('two changes, two faults and a person', 2, 1, { ...spared, codes: CHANGED }),
  named('two changes, a fault and two people', 1, 2, { ...spared, codes: CHANGED }),
  named('two changes, a connector that hangs', 2, 1, { ...spared, codes: CHANGED, hangs: true }),
  named('a change and what is new below it, two faults and a person', 2, 1, {
    ...spared,
    codes: CHANGED_AND_NEW,
  }),
  named('a code, and QuickBooks is read, two faults', 2, 0, { ...spared, codes: ONE, reads: true }),
  named('... a fault and another company file', 1, 1, {
    ...spared,
    codes: ONE,
    reads: true,
    otherFile: true,
  }),
  named('three codes, two faults', 2, 0, { ...spared, codes: THREE }),
  named('two codes in one set, two faults and a person', 2, 1, { ...spared, codes: TWO }),
  named('three codes, one of them never read', 2, 0, { ...spared, codes: THREE, kind: unreadAt('04') }),
  named('a parent and its child, of which QuickBooks reads none', 2, 1, {
    ...spared,
    kind: unreadAt('03', '03-300'),
  }),
  named('three codes, at one of which it breaks off', 1, 0, {
    ...spared,
    exchangesMax: 30,
    codes: THREE,
    kind: breakingAt('breaksOff', '04'),
  }),
  named('three codes, the answer to one never to be read', 2, 0, {
    ...spared,
    codes: THREE,
    kind: breakingAt('garbled', '04'),
  }),
  named('a parent and its child, an internal error at one', 1, 0, {
    ...spared,
    kind: breakingAt('passing', '03-300'),
  }),
  named('three codes, one of them never to be asked for', 2, 0, {
    ...spared,
    codes: THREE,
    kind: breakingAt('unasked', '04'),
  }),
  named('an hresult that comes twice', 2, 0, {
    broken: ['03-300 is failed, and its item is in QuickBooks: 8000-2'],
  }),
];
