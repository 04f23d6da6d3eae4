// The chart of accounts of the simulated company file.
import type { AccountType } from './grammar.ts';

export interface AccountGiven {
  /** With its ancestors: "Construction Income:Labor". The ancestors must stand before it. */
  fullName: string;
  type: AccountType;
  number?: string;
  isActive?: boolean;
}

export interface Account extends Required<Omit<AccountGiven, 'number'>> {
  listID: string;
  number: string | undefined;
  created: Date;
}

/** A contractor's chart; the names follow what QuickBooks offers to construction companies. */
export const CONTRACTOR_ACCOUNTS: readonly AccountGiven[] = [
  { fullName: 'Checking', type: 'Bank' },
  { fullName: 'Accounts Receivable', type: 'AccountsReceivable' },
  { fullName: 'Inventory Asset', type: 'OtherCurrentAsset' },
  { fullName: 'Tools and Equipment', type: 'FixedAsset' },
  { fullName: 'Accounts Payable', type: 'AccountsPayable' },
  { fullName: 'Retainage Payable', type: 'OtherCurrentLiability' },
  { fullName: 'Opening Balance Equity', type: 'Equity' },
  { fullName: 'Construction Income', type: 'Income' },
  { fullName: 'Construction Income:Labor', type: 'Income' },
  { fullName: 'Construction Income:Materials', type: 'Income' },
  { fullName: 'Construction Income:Subcontractors', type: 'Income' },
  { fullName: 'Service Income', type: 'Income' },
  { fullName: 'Other Income', type: 'OtherIncome' },
  { fullName: 'Cost of Goods Sold', type: 'CostOfGoodsSold' },
  { fullName: 'Job Expenses', type: 'CostOfGoodsSold' },
  { fullName: 'Job Expenses:Equipment Rental', type: 'CostOfGoodsSold' },
  { fullName: 'Job Expenses:Materials', type: 'CostOfGoodsSold' },
  { fullName: 'Job Expenses:Subcontractors', type: 'CostOfGoodsSold' },
  { fullName: 'Office Supplies', type: 'Expense' },
  { fullName: 'Other Expenses', type: 'OtherExpense' },
  { fullName: 'Estimates', type: 'NonPosting' },
];

/** Guessed: no list of the types that QuickBooks allows was found; these are the ones that its forms suggest. */
export const INCOME_TYPES: readonly AccountType[] = ['Income', 'OtherIncome'];
export const EXPENSE_TYPES: readonly AccountType[] = ['Expense', 'OtherExpense', 'CostOfGoodsSold'];
