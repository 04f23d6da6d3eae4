/** From a new company to the first item in QuickBooks: what has worked, what comes next. Pure. */
import type { CodeStatus } from '../../codes/model.ts';
import type { ToldWrongPassword } from '../../sync/wrong-password.ts';

/** How far a company is: what the steps are derived from. */
export interface SetupFacts {
  readonly incomeAccount: string;
  readonly createdAt: string;
  readonly lastSeenAt: string | null;
  /** The connector is kept out since then. */
  readonly wrongPassword: ToldWrongPassword | null;
  /** What was wrong with the file that was open, where it lies as far as known, and what helps, if the alarm `file` is raised. */
  readonly fileAlarm: {
    readonly title: string;
    readonly companyFile: string | null;
    readonly advice: string;
  } | null;
  /** A session has found the company's own file open. */
  readonly fileVerified: boolean;
  readonly companyFile: string;
  /** Of the QuickBooks list. */
  readonly counts: Readonly<Record<CodeStatus, number>>;
  readonly wasSent: boolean;
}

/** The steps. */
export type StepKey = 'company' | 'connector' | 'list' | 'sent' | 'accepted' | 'file' | 'synced';

/** `trouble`: somebody has to do something about it, whatever else comes next. */
export type StepState = 'done' | 'next' | 'later' | 'trouble';

/** One step as things stand. */
export interface SetupStep {
  readonly key: StepKey;
  readonly title: string;
  readonly state: StepState;
}

const TITLES: Readonly<Record<StepKey, string>> = {
  company: 'Make the company',
  connector: 'Load the company into the Web Connector',
  list: 'Import the cost codes',
  sent: 'Send the first codes for approval',
  accepted: 'Accept them',
  file: 'QuickBooks opens the right company file',
  synced: 'The first code is in QuickBooks',
};

/** In this order, though people may go ahead: the list can be imported before the connector was ever seen. */
export function setupSteps(facts: SetupFacts): SetupStep[] {
  const { counts } = facts;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const everAccepted = counts.accepted + counts.exporting + counts.synced + counts.failed > 0;
  const isDone: Readonly<Record<StepKey, boolean>> = {
    company: true,
    connector: facts.lastSeenAt !== null && facts.wrongPassword === null,
    list: total > 0,
    sent: facts.wasSent,
    accepted: everAccepted,
    file: facts.fileVerified && facts.fileAlarm === null,
    synced: counts.synced > 0,
  };
  const keys = Object.keys(TITLES) as StepKey[];
  const next = keys.find((key) => !isDone[key]);
  const isTrouble = (key: StepKey) =>
    (key === 'connector' && facts.wrongPassword !== null) ||
    (key === 'file' && facts.fileAlarm !== null) ||
    (key === 'synced' && !isDone.synced && counts.failed > 0);
  return keys.map((key) => ({
    key,
    title: TITLES[key],
    state: isTrouble(key) ? 'trouble' : isDone[key] ? 'done' : key === next ? 'next' : 'later',
  }));
}

/** Nothing is left to be done. */
export const isSetUp = (steps: readonly SetupStep[]) => steps.every(({ state }) => state === 'done');
