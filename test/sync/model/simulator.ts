/** The parts of the simulated QuickBooks that the model is made of. */
export type { NamesBy } from '../../../scripts/quickbooks/company-file.ts';
export type { Fault } from '../../../scripts/quickbooks/faults.ts';
export type { ItemView } from '../../../scripts/quickbooks/item-view.ts';
export type { Memory } from '../../../scripts/quickbooks/message-sets.ts';
export {
  AnswerLost,
  type Backup,
  type PresetName,
  type Processed,
  preset,
  SimulatedQuickBooks,
} from '../../../scripts/quickbooks/simulated-quickbooks.ts';
