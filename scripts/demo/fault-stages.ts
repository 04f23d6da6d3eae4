// The faults of the demonstration in their order. Each stage sends its own divisions, so that one fault is looked at after the other.
import { preset, type SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import { MISSING_ACCOUNT, codesOf as names } from './fault-codes.ts';

export interface Stage {
  title: string;
  divisions: string[];
  /** Switches the fault on; what it returns is the repair. */
  fault(quickbooks: SimulatedQuickBooks): () => void;
  repair: string;
  /** That the service must raise in the first session, and lift by the end. */
  alarm?: 'connection' | 'file' | 'permission' | 'account';
  /** Whether "Try again" is pressed after the repair; until then there is no work. */
  retry?: true;
  /** Codes that wait for another try after the first session, with their problem shown. */
  waiting?: string[];
}

/** The lost answer comes last: the service keeps a session that broke off for 15 seconds. */
export const STAGES: readonly Stage[] = [
  {
    title: 'QuickBooks is closed and cannot be started',
    divisions: ['01'],
    fault: (quickbooks) => quickbooks.faults.add(preset('quickBooksClosed')),
    repair: 'Somebody starts QuickBooks.',
    alarm: 'connection',
  },
  {
    title: 'Another company file is open',
    divisions: ['02'],
    fault: (quickbooks) => quickbooks.faults.add(preset('otherFileOpen')),
    repair: 'Somebody opens the right company file.',
    alarm: 'file',
  },
  {
    title: 'The application has no permission',
    divisions: ['04'],
    fault: (quickbooks) => quickbooks.faults.add(preset('applicationMayNot')),
    repair: 'The administrator of QuickBooks allows it. "Try again" is pressed.',
    alarm: 'permission',
    retry: true,
  },
  {
    title: `QuickBooks has no account "${MISSING_ACCOUNT}"`,
    divisions: ['07'],
    fault: (quickbooks) => () => quickbooks.addAccount({ fullName: MISSING_ACCOUNT, type: 'Income' }),
    repair: 'The account is made in QuickBooks. "Try again" is pressed.',
    alarm: 'account',
    retry: true,
  },
  {
    title: 'Names in use, a code that cannot be read, locks, a warning: all in one session',
    divisions: ['03', '05', '06', '90', '91'],
    fault: (quickbooks) => {
      const { faults } = quickbooks;
      faults.add({ kind: 'poison', names: names('poisoned') });
      faults.add({
        kind: 'warning',
        names: names('warned'),
        code: '550',
        message: 'The object was saved, but its notes could not be saved.',
      });
      return faults.add(preset('listModified', { names: names('locked') }));
    },
    repair: 'The other user leaves the Item List.',
    waiting: names('locked'),
  },
  {
    title: 'Three responses are missing in an answer',
    divisions: ['08'],
    fault: (quickbooks) => quickbooks.faults.add({ kind: 'dropResponses', names: names('unanswered') }),
    repair: 'It happened once.',
  },
  {
    title: 'Responses come in another order, twice, without the item, for requests that nobody has sent',
    divisions: ['12'],
    fault: ({ faults }) => {
      faults.add({ kind: 'shuffleResponses', names: names('muddled') });
      faults.add({ kind: 'doubleResponses', names: ['12-100'] });
      faults.add({ kind: 'withoutRet', names: ['12-200'] });
      return faults.add({ kind: 'foreignRequestIDs', names: ['12-300'] });
    },
    repair: 'It happened once.',
  },
  {
    title: 'QuickBooks does the work, then reports an unexpected error instead of the answer',
    divisions: ['13'],
    fault: (quickbooks) =>
      quickbooks.faults.add({
        kind: 'hresultAfter',
        names: names('unexpected'),
        hresult: '0x80040402',
        message: 'Unexpected error. Check the qbsdklog.txt file for possible, additional information.',
      }),
    repair: 'It happened once.',
  },
  {
    title: 'An answer is cut off',
    divisions: ['09'],
    fault: (quickbooks) => quickbooks.faults.add({ kind: 'cutAnswer', names: names('cut'), keep: 0.7 }),
    repair: 'It happened once.',
  },
  {
    title: 'An answer is no XML',
    divisions: ['10'],
    fault: (quickbooks) => quickbooks.faults.add({ kind: 'garbleAnswer', names: names('garbled') }),
    repair: 'It happened once.',
  },
  {
    title: 'QuickBooks goes down after the work is done, before it has answered',
    divisions: ['11'],
    fault: (quickbooks) => quickbooks.faults.add({ kind: 'loseAnswer', names: names('lost') }),
    repair: 'QuickBooks and the Web Connector are started again.',
  },
];
