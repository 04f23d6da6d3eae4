/** The next step for a problem: derived from its topic and its words whenever it is shown, never stored. */
import { quotable } from '../../qbxml/words.ts';
import { HELP, type HelpTopic } from './topics.ts';

/** What an advice is derived from. */
export interface Advised {
  readonly statusCode: string | null;
  readonly message: string;
  readonly help: HelpTopic;
  /** What has the name that a code should get. */
  readonly holder?: string | undefined;
  /** The topic of codes that are refused alike: what helps one of them helps them all. */
  readonly cause?: HelpTopic | undefined;
  /** The open company file, where it is known. */
  readonly fileId?: string | null | undefined;
}

/** General advice quotes the words of QuickBooks, as nothing more is known. */
const QUOTING: Readonly<Partial<Record<HelpTopic, 'reference' | 'error'>>> = {
  reference: 'reference',
  'refused-once': 'error',
  'not-now': 'error',
};

/** What is said in QuickBooks' place where it gives a status without words. */
export const withoutWords = (statusCode: string | null): string =>
  `QuickBooks answered ${statusCode || 'without a status'}.`;

/** One plain sentence without a full stop, so that a link can follow. */
export function adviceOf(problem: Advised): string {
  const { help, holder, cause, fileId } = problem;
  if (holder !== undefined) return `The name is held by ${holder}: ${within(HELP[help].advice)}`;
  if (cause !== undefined && cause !== help)
    return `${quoting(cause, problem)}; Retry also lets the held codes go on`;
  const advice = quoting(help, problem);
  return help === 'other-file' && (fileId ?? null) !== null
    ? `${advice}; if the open one is right (a moved or re-installed server), have an admin accept it here`
    : advice;
}

function quoting(help: HelpTopic, { statusCode, message }: Advised): string {
  const { advice } = HELP[help];
  const of = QUOTING[help];
  const words = of === undefined || message === withoutWords(statusCode) ? '' : quotable(message, of);
  return words === '' ? advice : `QuickBooks says “${words}”: ${within(advice)}`;
}

/** As the rest of a sentence. */
const within = (advice: string) => `${advice.charAt(0).toLowerCase()}${advice.slice(1)}`;
