// The list of the demonstration of faults: which code meets what, how it must end, and what QuickBooks holds before.
import type { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';

export interface Kind {
  label: string;
  /** `accepted`: it waits for its parent. */
  status: 'synced' | 'failed' | 'accepted';
  /** How many ItemServiceAdd must have made its item. */
  adds: 0 | 1;
  statusCode?: string;
  /** Its history must say so. */
  adopted?: true;
}

const synced = (label: string): Kind => ({ label, status: 'synced', adds: 1 });

/** How each kind of code must end, by the contracts. */
export const KINDS = {
  closed: synced('QuickBooks was closed'),
  otherFile: synced('another company file was open'),
  permission: synced('no permission at first'),
  account: synced('account missing at first'),
  ordinary: synced('nothing in its way'),
  adopted: { label: 'in QuickBooks already', status: 'synced', adds: 0, adopted: true },
  otherType: { label: 'name held by another item type', status: 'failed', adds: 0, statusCode: '3100' },
  inactive: { label: 'name held by an inactive item', status: 'failed', adds: 0, statusCode: '3100' },
  wrongParent: { label: 'below an item of another type', status: 'accepted', adds: 0 },
  poisoned: { label: 'QuickBooks cannot read it', status: 'failed', adds: 0, statusCode: '0x80040400' },
  locked: synced('locked by another user'),
  warned: synced('done with a warning'),
  unanswered: synced('its response was left out'),
  muddled: synced('the responses were a muddle'),
  unexpected: synced('done, but an error came instead'),
  cut: synced('the answer was cut off'),
  garbled: synced('the answer was no XML'),
  lost: synced('the answer was lost'),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export interface DemoCode {
  code: string;
  description: string;
  parent: string | null;
  kind: KindName;
}

/** A division and its codes: "03" and "03-100", "03-200" ... One kind for all of them but for those that are named. */
function division(
  number: string,
  title: string,
  kind: KindName,
  parts: string[],
  others: Partial<Record<string, KindName>> = {},
): DemoCode[] {
  const of = (code: string, description: string, parent: string | null): DemoCode => ({
    code,
    description,
    parent,
    kind: others[code] ?? kind,
  });
  return [
    of(number, title, null),
    ...parts.map((part, at) => of(`${number}-${(at + 1) * 100}`, part, number)),
  ];
}

export const MISSING_ACCOUNT = 'Construction Income:Roofing';
export const ACCOUNT_RULES = [{ prefix: '07-', incomeAccount: MISSING_ACCOUNT }];

export const DEMO_CODES: readonly DemoCode[] = [
  ...division('01', 'General Requirements', 'closed', [
    'Supervision',
    'Permits',
    'Temporary Power',
    'Temporary Water',
    'Site Office',
    'Dumpsters',
    'Final Cleaning',
  ]),
  ...division('02', 'Site Work', 'otherFile', [
    'Survey',
    'Demolition',
    'Clearing',
    'Excavation',
    'Backfill',
    'Paving',
    'Fencing',
  ]),
  ...division('04', 'Masonry', 'permission', [
    'Brick',
    'Block',
    'Stone Veneer',
    'Mortar',
    'Scaffolding',
    'Chimney',
  ]),
  ...division(
    '07',
    'Roofing',
    'account',
    ['Felt', 'Shingles', 'Metal Roofing', 'Flashing', 'Gutters', 'Skylights', 'Insulation', 'Caulking'],
    { '07': 'ordinary' },
  ),
  ...division(
    '03',
    'Concrete',
    'ordinary',
    ['Footings', 'Foundation Walls', 'Slab on Grade', 'Rebar', 'Formwork', 'Pumping', 'Precast'],
    { '03': 'adopted', '03-100': 'adopted', '03-200': 'adopted', '03-700': 'inactive' },
  ),
  ...division(
    '05',
    'Metals',
    'ordinary',
    [
      'Structural Steel',
      'Steel Joists',
      'Decking',
      'Railings',
      'Stairs',
      'Anchors',
      'Lintels',
      'Grating',
      'Welding',
      'Trim',
    ],
    { '05-400': 'poisoned', '05-500': 'locked', '05-600': 'locked', '05-700': 'warned' },
  ),
  ...division('06', 'Wood', 'ordinary', [
    'Framing',
    'Trusses',
    'Sheathing',
    'Siding',
    'Cabinets',
    'Millwork',
  ]),
  ...division('90', 'Equipment', 'wrongParent', ['Crane', 'Lift'], { '90': 'otherType' }),
  ...division('91', 'Rental', 'wrongParent', ['Generator', 'Compressor'], { '91': 'otherType' }),
  ...division(
    '08',
    'Openings',
    'ordinary',
    ['Doors', 'Frames', 'Hardware', 'Windows', 'Glazing', 'Garage Doors'],
    { '08-200': 'unanswered', '08-400': 'unanswered', '08-600': 'unanswered' },
  ),
  ...division('12', 'Furnishings', 'muddled', ['Blinds', 'Shades', 'Rugs', 'Benches', 'Mirrors']),
  ...division('13', 'Special Construction', 'unexpected', ['Pool', 'Sauna', 'Greenhouse', 'Wine Cellar']),
  ...division('09', 'Finishes', 'cut', ['Drywall', 'Tile', 'Flooring', 'Carpet', 'Painting', 'Wallpaper']),
  ...division('10', 'Specialties', 'garbled', ['Signs', 'Lockers', 'Mailboxes', 'Fireplace', 'Shelving']),
  ...division('11', 'Appliances', 'lost', ['Range', 'Dishwasher', 'Refrigerator', 'Washer', 'Dryer']),
];

/** The codes of one kind, by name. */
export const codesOf = (kind: KindName): string[] =>
  DEMO_CODES.filter((code) => code.kind === kind).map(({ code }) => code);

/** What people have made in QuickBooks by hand before anything is sent. */
export function fill(quickbooks: SimulatedQuickBooks): void {
  quickbooks.addItem('03', { description: 'Concrete' });
  quickbooks.addItem('03:03-100', { description: 'Footings' });
  quickbooks.addItem('03:03-200', {
    description: 'Foundation walls, by hand',
    incomeAccount: 'Service Income',
  });
  quickbooks.addItem('03:03-700', { description: 'Precast', isActive: false });
  quickbooks.addItem('90', { kind: 'OtherCharge' });
  quickbooks.addItem('91', { kind: 'NonInventory' });
  quickbooks.addItem('91:91-100', { kind: 'NonInventory' });
}

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The list as a CSV file for an import. */
export const asCsv = (codes: readonly DemoCode[]): Buffer =>
  Buffer.from(
    [
      'code,description,parent',
      ...codes.map((code) => [code.code, code.description, code.parent ?? ''].map(cell).join(',')),
    ].join('\r\n'),
  );
