// The class list of the simulated company file.

export interface ClassGiven {
  /** With its ancestors: "Region:East". The ancestors must stand before it. */
  fullName: string;
  isActive?: boolean;
}

export interface Class extends Required<ClassGiven> {
  listID: string;
  created: Date;
}

/** What contractors keep classes for: branches and kinds of work. */
export const CONTRACTOR_CLASSES: readonly ClassGiven[] = [
  { fullName: 'Overhead' },
  { fullName: 'Region' },
  { fullName: 'Region:East' },
  { fullName: 'Region:West' },
  { fullName: 'Remodel' },
  { fullName: 'New Construction' },
];
