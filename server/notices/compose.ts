/** What a letter says, before it is text or HTML: both are made of this, so they say the same. Pure. */
import { adviceOf } from '../help/advice.ts';
import { ALARMS } from '../sync/alarms.ts';
import type { AlarmCode } from '../sync/model.ts';
import type { Entry } from './model.ts';

/** One notice. */
export interface Section {
  readonly company: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** What it is about, one by one. */
  readonly list: readonly string[];
  /** Where one sees more and does something about it. */
  readonly link: { readonly label: string; readonly href: string };
}

/** A whole letter. */
export interface Composed {
  readonly subject: string;
  readonly sections: readonly Section[];
  /** Where notices are chosen, and where they are ended. */
  readonly choicesURL: string;
  readonly stopURL: string;
}

/** What is to be known beside the letter. */
export interface ComposeFacts {
  /** Names of the companies, by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly publicURL: string;
  readonly timeZone: string;
  readonly stopMark: string;
}

const SUBJECT_MAX = 150;

const number = (count: number): string => count.toLocaleString('en-US');
const plural = (count: number, one: string, many = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : many}`;

/** One line, whatever people and QuickBooks write. */
const line = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

function timeIn(timeZone: string, at: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return format.format(new Date(at)).replace(/\s/g, ' ');
}

const briefOf = (code: string): string => (code in ALARMS ? ALARMS[code as AlarmCode].brief : code);

/** The words for one notice. */
export function sectionOf(entry: Entry, { names, publicURL, timeZone }: ComposeFacts): Section {
  const { company: id, event, count, by, alarm, lastSeenAt, at } = entry;
  const company = line(names.get(id) ?? id);
  const desk = `${publicURL}/companies/${id}`;
  const codes = entry.codes.map(({ code }) => line(code));
  const reasons = entry.codes.map(({ code, why }) => line(`${code}: ${why}`));
  const more = count > entry.codes.length ? [`and ${number(count - entry.codes.length)} more`] : [];
  const cost = plural(count, 'cost code');
  const link = (label: string, path: string) => ({ label, href: desk + path });
  switch (event) {
    case 'waiting':
      return {
        company,
        title: `${cost} ${count === 1 ? 'waits' : 'wait'} for your approval`,
        lines: [`${by} sent ${count === 1 ? 'it' : 'them'}.`],
        list: [...codes, ...more],
        link: link('Accept or reject', '?status=pending'),
      };
    case 'rejected':
      return {
        company,
        title: `${cost} that you sent ${count === 1 ? 'was' : 'were'} rejected`,
        lines: [`${by} rejected ${count === 1 ? 'it' : 'them'}.`],
        list: [...reasons, ...more],
        link: link('See them', '?status=rejected'),
      };
    case 'failed':
      return {
        company,
        title: `${cost} failed in QuickBooks`,
        lines: [],
        list: [...reasons, ...more],
        link: link('See what to do', '?status=failed'),
      };
    case 'arrived':
      return {
        company,
        title: `${cost} arrived in QuickBooks`,
        lines: [],
        list: [...codes, ...more],
        link: link('See them', '?status=synced'),
      };
    case 'alarm':
      return {
        company,
        title: briefOf(alarm?.code ?? ''),
        lines: [line(alarm?.message ?? ''), `Since ${timeIn(timeZone, alarm?.since ?? at)}.`],
        list: [],
        link: link('See what to do', ''),
      };
    case 'late':
      return {
        company,
        title: 'The Web Connector does not call',
        lines: [
          `Cost codes wait, and it has not called since ${timeIn(timeZone, lastSeenAt ?? at)}.`,
          `${adviceOf({ statusCode: null, message: '', help: 'late' })}.`,
        ],
        list: [],
        link: link('See how it is', ''),
      };
    case 'drift':
      return {
        company,
        title: `${plural(count, 'item')} in QuickBooks ${count === 1 ? 'is' : 'are'} not as ${count === 1 ? 'it was' : 'they were'}`,
        lines: [],
        list: [...reasons, ...more],
        link: link('Follow or restore', '?status=drift'),
      };
  }
}

/** The words of a letter. */
export function compose(entries: readonly Entry[], facts: ComposeFacts): Composed {
  const sections = entries.map((entry) => sectionOf(entry, facts));
  const [first] = sections;
  const companies = new Set(sections.map(({ company }) => company));
  const subject =
    sections.length === 1 && first
      ? `${first.company}: ${first.title}`
      : `${companies.size === 1 ? first?.company : plural(companies.size, 'company', 'companies')}: ${plural(sections.length, 'notice')}`;
  return {
    subject: line(subject).slice(0, SUBJECT_MAX).toWellFormed(),
    sections,
    choicesURL: `${facts.publicURL}/account/notices`,
    stopURL: `${facts.publicURL}/notices/stop/${facts.stopMark}`,
  };
}
