/** The parts of an Office file in its zip and what they are to each other (ECMA-376 part 2), and what kind of file that makes it. */
import { damaged, SAVE_AS_XLSX, Unreadable } from './unreadable.ts';
import { readXml } from './xml.ts';
import { unpack, type Zip } from './zip.ts';

/** What one part says of another. `type`: the end of its address, which is the same in transitional and strict OOXML. */
export interface Relationship {
  readonly id: string;
  readonly type: string;
  /** The name of the part, from the root of the zip. */
  readonly part: string;
}

/** Parts that are lists of a few things. */
const SMALL_PART_BYTES_MAX = 8 * 2 ** 20;

/** Unpacks a part while it is read. Throws Unreadable if it is not there. */
export function partOf(zip: Zip, part: string, bytesMax = SMALL_PART_BYTES_MAX): Iterable<Uint8Array> {
  const entry = zip.get(part.toLowerCase());
  if (!entry) throw damaged(`its part "${part}" is missing`);
  return unpack(entry, bytesMax);
}

/** The part in which a workbook names its sheets. Throws Unreadable, saying what the file is, where it is no workbook. */
export function workbookPart(zip: Zip): string {
  refuseOthers(zip);
  const main = relationshipsOf(zip, '').find(({ type }) => type === 'officeDocument');
  if (!main) throw damaged('it does not say what it is');
  if (main.part.toLowerCase().endsWith('.bin'))
    throw new Unreadable(`This is a binary workbook (.xlsb). ${SAVE_AS_XLSX}`);
  return main.part;
}

/** Of a part, or of the whole file where `part` is ''. Those that lead out of the file are left out. */
export function relationshipsOf(zip: Zip, part: string): Relationship[] {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const list = `${folder}_rels/${part.slice(slash)}.rels`;
  const relationships: Relationship[] = [];
  readXml(list, partOf(zip, list), {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      relationships.push({
        id: Id,
        type: Type.slice(Type.lastIndexOf('/') + 1),
        part: resolve(folder, Target),
      });
    },
    close() {},
    text() {},
  });
  return relationships;
}

/** What else comes in a zip and is often taken for a workbook. */
function refuseOthers(zip: Zip): void {
  if (zip.has('_rels/.rels')) {
    if (zip.has('word/document.xml'))
      throw new Unreadable(
        'This is a Word document (.docx), not a workbook. Copy its table into Excel, save it as Excel Workbook (.xlsx) and import that.',
      );
    if (zip.has('ppt/presentation.xml'))
      throw new Unreadable(
        'This is a PowerPoint presentation (.pptx), not a workbook. Choose the workbook (.xlsx) instead.',
      );
    return;
  }
  if (zip.has('mimetype') && zip.has('content.xml'))
    throw new Unreadable(
      'This is a document of LibreOffice or OpenOffice (such as .ods). ' +
        'Open it there, save it as Excel 2007-365 (.xlsx) and import that.',
    );
  if (zip.has('index/document.iwa') || zip.has('index.zip'))
    throw new Unreadable(
      "This is a document of Apple's Numbers, Pages or Keynote. " +
        'Open it in Numbers, export it to Excel (File, Export To, Excel, .xlsx) and import that.',
    );
  if ([...zip.keys()].some((part) => part === '[content_types].xml' || part.startsWith('xl/')))
    throw damaged('its part "_rels/.rels" is missing');
  throw new Unreadable('This is a zip file, but not a workbook. Unpack it and import the workbook in it.');
}

/** A target is relative to the folder of the part that names it, or begins at the root. */
function resolve(folder: string, target: string): string {
  const names: string[] = [];
  for (const name of (target.startsWith('/') ? target : folder + target).replaceAll('\\', '/').split('/'))
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  return names.join('/');
}
