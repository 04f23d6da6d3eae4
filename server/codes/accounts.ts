/** Which accounts and which class a code's item gets, and how their names are read. */
import {
  ACCOUNT_FULL_NAME_MAX,
  CLASS_FULL_NAME_MAX,
  cleanText,
  toNameAsIs,
  toNFC,
} from '../../qbxml/text.ts';
import type { AccountRule, Accounts, Company, CostCode } from './model.ts';
import { keyOf } from './model.ts';
import { followed, type RenameKind } from './renames.ts';
import type { Assigned } from './transitions.ts';

type Accounted = Pick<CostCode, 'code' | 'incomeAccount' | 'expenseAccount' | 'namedAt'>;
type Classed = Pick<CostCode, 'code' | 'class' | 'namedAt'>;
/** What of a company decides it. */
export type Rules = Pick<Company, 'accountRules' | 'incomeAccount' | 'expenseAccount' | 'class' | 'renames'>;

/**
 * What was assigned to the code, else the rule with the longest matching prefix, else the company's: each of the two accounts by
 * itself. An expense account of null means none and ends the search.
 */
export function accountsOf(code: Accounted, company: Rules): Accounts {
  const sources = [ownNow(code, company), ...rulesFor(code, company)];
  return {
    incomeAccount:
      sources.find((source) => source.incomeAccount !== undefined)?.incomeAccount ?? company.incomeAccount,
    expenseAccount:
      (sources.find((source) => source.expenseAccount !== undefined) ?? company).expenseAccount ?? null,
  };
}

/** What is assigned to the code, as it is called by now. */
export function ownNow(code: Accounted & Classed, { renames = [] }: Rules): Assigned {
  if (renames.length === 0) return code;
  const { incomeAccount, expenseAccount, class: itsClass, namedAt = {} } = code;
  const now = (kind: RenameKind, field: keyof Assigned, name: string) =>
    followed(kind, name, namedAt[field] ?? '', renames);
  return {
    ...(incomeAccount === undefined ? {} : { incomeAccount: now('account', 'incomeAccount', incomeAccount) }),
    ...(expenseAccount === undefined
      ? {}
      : { expenseAccount: expenseAccount && now('account', 'expenseAccount', expenseAccount) }),
    ...(itsClass === undefined ? {} : { class: itsClass && now('class', 'class', itsClass) }),
  };
}

/** The class, by the same search; null is none, and ends it too. */
export function classOf(code: Classed, company: Rules): string | null {
  const sources = [ownNow(code, company), ...rulesFor(code, company)];
  return (sources.find((source) => source.class !== undefined) ?? company).class ?? null;
}

/** Those that a code begins with, the longest prefix first. */
function rulesFor({ code }: Pick<CostCode, 'code'>, { accountRules }: Rules): AccountRule[] {
  if (accountRules.length === 0) return [];
  const key = keyOf(code);
  return keyed(accountRules).flatMap(({ prefix, rule }) => (key.startsWith(prefix) ? [rule] : []));
}

interface Keyed {
  readonly prefix: string;
  readonly rule: AccountRule;
}

const KEYED = new WeakMap<readonly AccountRule[], readonly Keyed[]>();

/** In their order, with their keys. Kept: an import asks for each of its rows. */
function keyed(rules: readonly AccountRule[]): readonly Keyed[] {
  const known = KEYED.get(rules);
  if (known) return known;
  const made = rules
    .toSorted((a, b) => b.prefix.length - a.prefix.length)
    .map((rule) => ({ prefix: keyOf(rule.prefix), rule }));
  KEYED.set(rules, made);
  return made;
}

/** A full name as it is stored and sent. */
export type FullName =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly why: string };

/** An account's number as QuickBooks shows it before the name, with or without the blanks. It begins with a digit. */
const NUMBER = /^\d[^\s·]* ?· ?/;

interface Kind {
  /** With its article, as a sentence says it. */
  readonly one: string;
  readonly what: string;
  readonly example: string;
  readonly max: number;
}

const ACCOUNT: Kind = {
  one: 'An account',
  what: 'account',
  example: 'Income:Labor',
  max: ACCOUNT_FULL_NAME_MAX,
};
const CLASS: Kind = { one: 'A class', what: 'class', example: 'Region:East', max: CLASS_FULL_NAME_MAX };

/** With a number at each level, and blanks. */
const RAW_FACTOR = 10;

/**
 * Reads an account's full name as people copy it from QuickBooks: at each level "4000 · Sales" and "4000·Sales" are Sales,
 * "A · B" is a name. Refused: empty, longer than 159 characters (AccountRef FullName), characters that QuickBooks would store
 * as "?".
 */
export const readAccountName = (text: string): FullName =>
  readFullName(text, ACCOUNT, (part) => part.replace(NUMBER, ''));

/** Reads a class's full name likewise; classes have no numbers (ClassRef FullName: 159 characters). */
export const readClassName = (text: string): FullName => readFullName(text, CLASS, (part) => part);

function readFullName(text: string, kind: Kind, nameIn: (part: string) => string): FullName {
  const { what, example, max } = kind;
  if (text.length > RAW_FACTOR * max) return tooLong(kind, text);
  const name = toNFC(text)
    .split(':')
    .map((part) => nameIn(cleanText(part)))
    .join(':');
  if (name.split(':').some((part) => part === ''))
    return { ok: false, why: `Give the ${what} by its full name, such as ${example}.` };
  if (name.length > max) return tooLong(kind, name);
  const sendable = toNameAsIs(name);
  if (!sendable.ok)
    return {
      ok: false,
      why: `QuickBooks cannot be asked for ${kind.one.toLowerCase()} with the character ${sendable.character}.`,
    };
  return { ok: true, name: sendable.text };
}

const tooLong = ({ one, max }: Kind, { length }: string): FullName => ({
  ok: false,
  why: `${one}'s full name has at most ${max} characters, this has ${length}.`,
});
