// A list of cost codes as general contractors have them: divisions, and the codes below each. The same for the same number.
const DIVISIONS = 50;
const WORKS = [
  'Rough',
  'Finish',
  'Temporary',
  'Structural',
  'Exterior',
  'Interior',
  'Underground',
  'Precast',
];
const THINGS = [
  'Footings',
  'Slab on Grade',
  'Walls & Columns',
  'Reinforcing Steel',
  'Formwork',
  'Waterproofing',
  'Door Frames and Hardware',
  'Piping 1/2" to 2"',
  'Conduit, Wiring and Devices',
  'Béton Paving',
  'Drywall',
];
const PHASES = ['Labor', 'Material', 'Equipment', 'Subcontract', 'Testing and Inspection'];

const of = (words: readonly string[], number: number): string => words[number % words.length] ?? '';

/** CSV with `count` codes, the divisions among them, each division before its codes. */
export function costCodes(count: number): string {
  const rows = ['code,description,parent'];
  const perDivision = Math.floor(count / DIVISIONS);
  for (let division = 1; division <= DIVISIONS; division++) {
    const parent = String(division).padStart(2, '0');
    rows.push(
      `${parent},Division ${parent} ${of(THINGS, division).replaceAll('"', ' in.').replaceAll(',', '')},`,
    );
    for (let number = 1; number < perDivision; number++) {
      const seed = division * 31 + number;
      const description = `${of(WORKS, seed)} ${of(THINGS, number)}, ${of(PHASES, seed >> 2)}`;
      rows.push(
        `${parent}-${String(number * 10).padStart(4, '0')},"${description.replaceAll('"', '""')}",${parent}`,
      );
    }
  }
  return `${rows.join('\n')}\n`;
}

/** As many as `costCodes` really gives. */
export const numberOfCodes = (count: number): number => Math.floor(count / DIVISIONS) * DIVISIONS;
