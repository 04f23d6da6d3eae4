/** A report for people. */
import type { Found, Report } from './explore.ts';

const EXCEPTIONS: Readonly<Record<string, string>> = {
  forgotten:
    'added twice: QuickBooks had forgotten the set, somebody had renamed its item, and QuickBooks does not tell the ExternalGUID',
  late: 'added twice: a connector that hung gave its text to QuickBooks after all, and somebody had renamed the item',
  unrecognizable:
    'added twice: somebody had renamed the item, and QuickBooks does not tell the ExternalGUID by which it could be known',
};

export function printed(title: string, report: Report): string {
  const { states, transitions, depth, exchangesToRest, serverStates, serverCalls, seconds } = report;
  return [
    `${title}:`,
    `  ${states} states, ${transitions} transitions, depth ${depth}; at most ${exchangesToRest} exchanges to rest;`,
    `  ${serverStates} states of the server, ${serverCalls} calls of it; ${seconds.toFixed(1)} s`,
    ...report.exceptions.map(
      (each) => `  known (${each.count} times): ${EXCEPTIONS[each.promise]}${pathOf(each)}`,
    ),
    ...report.violations.map((each) => `  BROKEN: ${each.promise}${pathOf(each)}`),
  ].join('\n');
}

const pathOf = ({ path }: Found) => path.map((step, index) => `\n    ${index + 1}. ${step}`).join('');
