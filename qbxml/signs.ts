/**
 * What signs mean in lists of building work, in ASCII. docs/signs.md shows this table to people.
 *
 * A sign that is not here is written as any-ascii writes it, or refused: each block says which. any-ascii gives a letter or
 * mark that looks like the sign, and in the blocks of symbols that says something else too often (⌀ as 0, ∠ as <).
 */
import type { Place } from './sign-places.ts';

/**
 * Where a blank comes between a sign's words and its neighbours: `word` on both sides, as between words; `after` only there
 * ("90deg elbow"); `number` between two digits ("2 1/2"), `numerator` only before it; `none` nowhere.
 */
export type Spacing = 'none' | 'word' | 'after' | 'number' | 'numerator';

export interface SignRule {
  /** One or several characters, without anything between them. */
  readonly signs: string;
  /** What QuickBooks gets: one text for all of the signs, or one for each; null refuses them. */
  readonly as: string | readonly string[] | null;
  /** The first rule of a sign whose place is right counts. */
  readonly place?: Place;
  readonly spacing?: Spacing;
  readonly remark?: string;
}

export interface SignBlock {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** What happens to the signs of the block that no rule is about. */
  readonly rest: 'equivalent' | 'refused';
  readonly rules: readonly SignRule[];
}

const digits = (count: number) => Array.from({ length: count }, (_, digit) => String(digit));
const inBrackets = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `(${from + index})`);
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const DIAMETER = 'diameter';
const PHASE = 'electrical phases: "3Ø 4W"';

export const SIGN_BLOCKS: readonly SignBlock[] = [
  {
    name: 'Latin-1 Supplement',
    from: 0x00a0,
    to: 0x00ff,
    rest: 'equivalent',
    rules: [
      {
        signs: 'Øø',
        as: 'phase',
        place: 'straight after 1 or 3, no size after it',
        spacing: 'word',
        remark: PHASE,
      },
      { signs: 'Øø', as: 'dia', place: 'by a number, in no word', spacing: 'word', remark: DIAMETER },
      {
        signs: 'Ø',
        as: 'dia',
        place: 'straight before a number',
        spacing: 'word',
        remark: 'also after letters: "PVCØ110"',
      },
      { signs: 'Øø', as: ['O', 'o'], remark: 'the letter of Danish and Norwegian' },
      {
        signs: '°',
        as: 'o',
        place: 'after N, before a number',
        spacing: 'after',
        remark: '"N°5" is number 5',
      },
      { signs: '°', as: 'deg', place: 'before C, F or K' },
      { signs: '°', as: 'deg', spacing: 'after' },
      {
        signs: 'º',
        as: 'o',
        place: 'after N, before a number',
        spacing: 'after',
        remark: '"Nº5" is number 5',
      },
      { signs: 'º', as: 'deg', place: 'before C, F or K', remark: 'typed for the degree sign' },
      {
        signs: 'º',
        as: 'deg',
        place: 'after two digits or more',
        spacing: 'after',
        remark: 'typed for the degree sign: "codo 90º"',
      },
      { signs: 'ºª', as: ['o', 'a'], remark: 'ordinals: "1º piso"' },
      { signs: 'µ', as: 'u', place: 'before a unit', remark: 'micro: "µm"' },
      {
        signs: 'µ',
        as: 'm',
        place: 'in a Greek word or text',
        remark: 'old Greek texts have it for the letter',
      },
      { signs: 'µ', as: 'micron', place: 'after a number, in no Greek text', spacing: 'word' },
      { signs: 'µ', as: 'mu', spacing: 'word' },
      { signs: '·', as: '-', place: 'between two l', remark: 'Catalan: "instal·lació"' },
      { signs: '·', as: '-', place: 'between blanks', remark: 'a separator' },
      { signs: '·', as: '*', remark: 'product ("kN·m") or bullet' },
      { signs: '±×÷', as: ['+-', 'x', '/'], remark: 'dimensions are written 2x4' },
      { signs: '¼½¾', as: ['1/4', '1/2', '3/4'], spacing: 'number', remark: '"2½" is 2 1/2' },
      { signs: '¹²³', as: ['1', '2', '3'], place: 'first above a fraction slash', spacing: 'numerator' },
      {
        signs: '¹²³',
        as: ['^1', '^2', '^3'],
        place: 'first after a digit or bracket',
        remark: '"10³" is neither 103 nor 10 3',
      },
      {
        signs: '¹²³',
        as: ['1', '2', '3'],
        remark: '"m²" is m2; descriptions write 1, 2, 3 where further raised signs stand beside them',
      },
      { signs: '§¶', as: ['Sec.', 'Par.'], spacing: 'word' },
      { signs: '©®', as: ['(C)', '(R)'] },
      { signs: '¢£¤¥', as: ['cent', 'GBP', 'currency', 'yen'], spacing: 'word' },
      { signs: '¬', as: 'not', spacing: 'word' },
      { signs: '«»', as: ['<<', '>>'], remark: 'quotation marks as a typewriter has them' },
      { signs: '\u00a6\u00a8\u00af\u00b4\u00b8', as: ['|', '"', '-', "'", ','] },
    ],
  },
  {
    name: 'Spacing Modifier Letters',
    from: 0x02b0,
    to: 0x02ff,
    rest: 'equivalent',
    rules: [
      { signs: '˚', as: 'deg', place: 'before C, F or K', remark: 'typed for the degree sign' },
      { signs: '˚', as: 'deg', spacing: 'after', remark: 'typed for the degree sign' },
      { signs: '\u02b9\u02ba\u02dd\u02ee', as: ["'", '"', '"', '"'], remark: 'feet and inches' },
    ],
  },
  {
    name: 'Greek and Coptic',
    from: 0x0370,
    to: 0x03ff,
    rest: 'equivalent',
    rules: [
      {
        signs: '\u03a9',
        as: 'ohm',
        place: 'after the prefix of a unit',
        spacing: 'after',
        remark: '"kΩ" is kohm',
      },
      { signs: '\u03a9', as: 'ohm', place: 'alone', spacing: 'word', remark: 'a letter only in Greek words' },
      { signs: '\u03bc', as: 'u', place: 'before a unit', remark: 'micro: "μm"' },
      { signs: '\u03bc', as: 'micron', place: 'after a number, in no Greek text', spacing: 'word' },
      { signs: '\u03bc', as: 'mu', place: 'alone, in no Greek text', spacing: 'word' },
      {
        signs: 'Φφϕ',
        as: 'phase',
        place: 'straight after 1 or 3, no size after it',
        spacing: 'word',
        remark: PHASE,
      },
      { signs: 'Φφϕ', as: 'phi', place: 'before an angle in degrees', spacing: 'word' },
      { signs: 'Φφϕ', as: 'dia', place: 'by a number, in no word', spacing: 'word', remark: DIAMETER },
      {
        signs: 'ΔΣ',
        as: ['delta', 'sum'],
        place: 'alone; in Greek text by a Latin letter or before a number',
        spacing: 'word',
      },
      {
        signs: 'αβγδεϵζηθϑικϰλνξπϖρϱστυφϕχψω',
        as: 'alpha beta gamma delta epsilon epsilon zeta eta theta theta iota kappa kappa lambda nu xi pi pi rho rho sigma tau upsilon phi phi chi psi omega'.split(
          ' ',
        ),
        place: 'alone; in Greek text by a Latin letter or before a number',
        spacing: 'word',
        remark: 'a quantity: "λ 0,035"',
      },
      {
        signs: 'ΓΘϴΛΞΠΦΨ',
        as: 'gamma theta theta lambda xi pi phi psi'.split(' '),
        place: 'alone; in Greek text by a Latin letter or before a number',
        spacing: 'word',
        remark: 'a quantity',
      },
      {
        signs: 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ',
        as: [...'ABEZHIKMNOPTYX'],
        place: 'alone; in Greek text by a Latin letter or before a number',
        remark: 'the Latin letter that it looks like: "Type Β"',
      },
      { signs: '\u037e', as: '?', remark: 'the Greek question mark' },
      { signs: '\u0387', as: ';', remark: 'the Greek semicolon' },
    ],
  },
  {
    name: 'Phonetic Extensions',
    from: 0x1d00,
    to: 0x1d7f,
    rest: 'equivalent',
    rules: [
      { signs: 'ᵒ', as: 'deg', place: 'before C, F or K', remark: 'typed for the degree sign' },
      {
        signs: 'ᵒ',
        as: 'deg',
        place: 'straight after a digit, by itself',
        spacing: 'after',
        remark: 'typed for the degree sign',
      },
    ],
  },
  {
    name: 'General Punctuation',
    from: 0x2000,
    to: 0x206f,
    rest: 'equivalent',
    rules: [
      { signs: '′″‴⁗', as: ["'", '"', "'''", "''''"], remark: 'feet and inches, minutes and seconds' },
      { signs: '‘’‚‛“”„‟', as: ["'", "'", "'", "'", '"', '"', '"', '"'] },
      { signs: '‹›', as: "'", remark: 'quotation marks, not less and greater than' },
      { signs: '‐‑‒–—―⁃', as: '-' },
      { signs: '…‥', as: ['...', '..'] },
      { signs: '•‣', as: '*', remark: 'bullets' },
      { signs: '⁄', as: '/', remark: 'the slash of a fraction: "2¹⁄₂" is 2 1/2' },
      { signs: '‰‱', as: ['per mille', 'per ten thousand'], spacing: 'word' },
      { signs: '†‡', as: ['dagger', 'double dagger'], spacing: 'word', remark: 'no plus' },
      { signs: '‖', as: '||' },
      { signs: '\u203c\u2049', as: ['!!', '!?'] },
    ],
  },
  {
    name: 'Superscripts and Subscripts',
    from: 0x2070,
    to: 0x209f,
    rest: 'equivalent',
    rules: [
      { signs: '⁰', as: 'deg', place: 'before C, F or K', remark: 'typed for the degree sign' },
      {
        signs: '⁰',
        as: 'deg',
        place: 'straight after a digit, by itself',
        spacing: 'after',
        remark: 'typed for the degree sign: "45⁰"',
      },
      { signs: '⁰⁴⁵⁶⁷⁸⁹', as: [...'0456789'], place: 'first above a fraction slash', spacing: 'numerator' },
      {
        signs: '⁰⁴⁵⁶⁷⁸⁹',
        as: [...'0456789'].map((digit) => `^${digit}`),
        place: 'first after a digit or bracket',
        remark: 'exponents',
      },
      { signs: '⁰⁴⁵⁶⁷⁸⁹', as: [...'0456789'], remark: '"m⁴" is m4' },
      { signs: '⁺⁻', as: ['^+', '^-'], place: 'first of raised ones', remark: '"10⁻³" is 10^-3' },
      { signs: '⁺⁻⁼⁽⁾ⁱⁿ', as: [...'+-=()in'] },
      { signs: '₀₁₂₃₄₅₆₇₈₉', as: digits(10).map((digit) => `_${digit}`), place: 'first after a digit' },
      { signs: '₀₁₂₃₄₅₆₇₈₉', as: digits(10), remark: '"CO₂" is CO2' },
      { signs: '₊₋₌₍₎', as: [...'+-=()'] },
    ],
  },
  {
    name: 'Currency Symbols',
    from: 0x20a0,
    to: 0x20cf,
    rest: 'refused',
    rules: [
      {
        signs: '€₠₡₢₣₤₥₦₧₨₩₪₫₭₮₯₰₱₲₳₴₵₶₷₸₹₺₻₼₽₾₿\u20c0\u20c1',
        as: 'EUR XEU CRC cruzeiro franc lira mill NGN peseta Rs KRW ILS VND LAK MNT drachma pfennig PHP PYG austral UAH GHS livre spesmilo KZT INR TRY mark AZN RUB GEL BTC KGS SAR'.split(
          ' ',
        ),
        spacing: 'word',
        remark: 'the code of the currency where it is one of today',
      },
    ],
  },
  {
    name: 'Letterlike Symbols',
    from: 0x2100,
    to: 0x214f,
    rest: 'equivalent',
    rules: [
      {
        signs: '\u2126',
        as: 'ohm',
        place: 'after the prefix of a unit',
        spacing: 'after',
        remark: '"kΩ" is kohm',
      },
      { signs: '\u2126', as: 'ohm', spacing: 'word', remark: 'the ohm sign; tidying leaves it what it is' },
      { signs: '℧', as: 'mho', spacing: 'word' },
      {
        signs: '\u212b',
        as: 'angstrom',
        spacing: 'word',
        remark: 'the angstrom sign; tidying leaves it what it is',
      },
      { signs: '℃℉', as: ['degC', 'degF'], spacing: 'after' },
      { signs: '№', as: 'No.', spacing: 'word' },
      { signs: '™℠℡℻', as: ['TM', 'SM', 'tel', 'fax'], spacing: 'word' },
      { signs: 'ℓ', as: 'L', remark: 'litre; a small l would read as 1' },
      { signs: '℔', as: 'lb', spacing: 'word' },
      { signs: '℥', as: 'oz', spacing: 'word' },
      { signs: '℄', as: 'CL', spacing: 'word', remark: 'centre line' },
      { signs: '⅊', as: 'PL', spacing: 'word', remark: 'property line' },
      { signs: '℀℁℅℆', as: ['a/c', 'a/s', 'c/o', 'c/u'], spacing: 'word' },
      { signs: '℮', as: 'est.', spacing: 'word', remark: 'estimated' },
      { signs: '\u2139', as: 'info', spacing: 'word' },
    ],
  },
  {
    name: 'Number Forms',
    from: 0x2150,
    to: 0x218f,
    rest: 'equivalent',
    rules: [
      {
        signs: '⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟↉',
        as: '1/7 1/9 1/10 1/3 2/3 1/5 2/5 3/5 4/5 1/6 5/6 1/8 3/8 5/8 7/8 1/ 0/3'.split(' '),
        spacing: 'number',
        remark: '"2⅜" is 2 3/8',
      },
      { signs: 'ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅬⅭⅮⅯ', as: 'I II III IV V VI VII VIII IX X XI XII L C D M'.split(' ') },
      { signs: 'ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻⅼⅽⅾⅿ', as: 'i ii iii iv v vi vii viii ix x xi xii l c d m'.split(' ') },
      { signs: 'ↀↁↂↅↆↇↈ↊↋', as: null, remark: 'nobody would read what stands for them' },
    ],
  },
  {
    name: 'Arrows',
    from: 0x2190,
    to: 0x21ff,
    rest: 'refused',
    rules: [
      { signs: '→⇀⇁⇝⇢⇨⇾↦↣↠↳↱', as: '->', spacing: 'word' },
      { signs: '⇒', as: '=>', spacing: 'word' },
      {
        signs: '←↼↽⇜⇠⇦⇽↤↢↞⇐',
        as: '<-',
        spacing: 'word',
        remark: 'the blank keeps it from "less than minus"',
      },
      { signs: '↔⇔⇄⇆⇌⇋⇿', as: '<->', spacing: 'word' },
      { signs: '↑⇑⇧⇡', as: 'up', spacing: 'word' },
      { signs: '↓⇓⇩⇣', as: 'down', spacing: 'word' },
      { signs: '↕⇕↨⇅⇵⇳', as: 'up/down', spacing: 'word' },
      { signs: '↖↗↘↙', as: ['up left', 'up right', 'down right', 'down left'], spacing: 'word' },
      {
        signs: '↺↶↻↷',
        as: ['counterclockwise', 'counterclockwise', 'clockwise', 'clockwise'],
        spacing: 'word',
      },
    ],
  },
  {
    name: 'Mathematical Operators',
    from: 0x2200,
    to: 0x22ff,
    rest: 'refused',
    rules: [
      {
        signs: '∅',
        as: 'phase',
        place: 'straight after 1 or 3, no size after it',
        spacing: 'word',
        remark: PHASE,
      },
      { signs: '∅⊘', as: 'dia', spacing: 'word', remark: 'typed for the diameter sign' },
      { signs: '∠∡∢∟⊾', as: 'angle', spacing: 'word', remark: 'angles and angle sections: "∠50×50"' },
      { signs: '∘', as: 'deg', place: 'before C, F or K', remark: 'typed for the degree sign' },
      {
        signs: '∘',
        as: 'deg',
        place: 'straight after a digit',
        spacing: 'after',
        remark: 'typed for the degree sign',
      },
      { signs: '−∓∔∕∖∗∙⋅⋆⋄', as: ['-', '-+', '+', '/', '\\', '*', '*', '*', '*', '*'] },
      { signs: '≤≦≥≧', as: ['<=', '<=', '>=', '>='] },
      { signs: '≪≫⋘⋙', as: ['<<', '>>', '<<<', '>>>'] },
      { signs: '≮≯≰≱', as: ['!<', '!>', '!<=', '!>='] },
      { signs: '≲≳⋜⋝', as: ['<~', '>~', '=<', '=>'] },
      { signs: '≠≢≉≁≄≇', as: ['!=', '!=', '!~', '!~', '!~=', '!~='] },
      { signs: '≈∼∽≋', as: '~', remark: 'about' },
      { signs: '≃≅≊≌⋍≐≑≒≓', as: '~=', remark: 'about equal' },
      { signs: '≡≣≔≕', as: ['==', '==', ':=', '=:'] },
      { signs: '≙', as: 'corresponds to', spacing: 'word' },
      { signs: '∝', as: 'proportional to', spacing: 'word' },
      { signs: '∶∷', as: [':', '::'], remark: 'a ratio; names take no colon' },
      { signs: '√∛∜', as: ['sqrt', 'cbrt', '4th root'], spacing: 'word' },
      { signs: '∆∇', as: ['delta', 'level'], spacing: 'word' },
      { signs: '∑∏∫∞∂', as: ['sum', 'product', 'integral', 'infinity', 'partial'], spacing: 'word' },
      { signs: '∥∦⊥', as: ['parallel', 'not parallel', 'perp'], spacing: 'word' },
      { signs: '∩∪⋂⋃', as: ['intersection', 'union', 'intersection', 'union'], spacing: 'word' },
      { signs: '∧∨⋀⋁', as: ['and', 'or', 'and', 'or'], spacing: 'word' },
      { signs: '∴∵∀', as: ['therefore', 'because', 'for all'], spacing: 'word' },
      { signs: '∣', as: '|' },
      { signs: '⋮⋯', as: '...' },
      { signs: '⊕⊖⊗⊙', as: ['(+)', '(-)', '(x)', '(.)'], spacing: 'word' },
      { signs: '⊞⊟⊠⊡', as: ['[+]', '[-]', '[x]', '[.]'], spacing: 'word' },
    ],
  },
  {
    name: 'Miscellaneous Technical',
    from: 0x2300,
    to: 0x23ff,
    rest: 'refused',
    rules: [
      { signs: '⌀', as: 'dia', spacing: 'word', remark: 'the diameter sign' },
      { signs: '⌈⌉⌊⌋', as: [...'[][]'], remark: 'brackets' },
      { signs: '⌂', as: 'house', spacing: 'word' },
      { signs: '⌒⌓⌔', as: ['arc', 'segment', 'sector'], spacing: 'word' },
      {
        signs: '⌖⌭⌮⌯⌰⌱⌲⌳⌴⌵⏤⏥',
        as: [
          'position',
          'cylindricity',
          'all around',
          'symmetry',
          'total runout',
          'dimension origin',
          'taper',
          'slope',
          'counterbore',
          'countersink',
          'straightness',
          'flatness',
        ],
        spacing: 'word',
        remark: 'signs of drawings',
      },
      { signs: '⌶', as: 'I-beam', spacing: 'word' },
      { signs: '⎔⏢', as: ['hex', 'trapezium'], spacing: 'word' },
      { signs: '⎓⏦⏚⏛', as: ['DC', 'AC', 'ground', 'fuse'], spacing: 'word', remark: 'electrical' },
      { signs: '⏻⏼⏽⏾', as: ['power', 'power on/off', 'power on', 'standby'], spacing: 'word' },
      { signs: '⌗⎯⏐', as: ['#', '-', '|'] },
    ],
  },
  {
    name: 'Enclosed Alphanumerics',
    from: 0x2460,
    to: 0x24ff,
    rest: 'equivalent',
    rules: [
      { signs: '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳', as: inBrackets(1, 20), spacing: 'word', remark: 'numbers of a key' },
      { signs: '⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇', as: inBrackets(1, 20), spacing: 'word' },
      { signs: '⓵⓶⓷⓸⓹⓺⓻⓼⓽⓾', as: inBrackets(1, 10), spacing: 'word' },
      { signs: '⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴', as: inBrackets(11, 20), spacing: 'word' },
      { signs: '⓪⓿', as: '(0)', spacing: 'word' },
      {
        signs: '⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛',
        as: inBrackets(1, 20).map((text) => `${text.slice(1, -1)}.`),
        spacing: 'word',
      },
      { signs: 'ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏ', as: LETTERS.map((letter) => `(${letter})`), spacing: 'word' },
      {
        signs: 'ⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ',
        as: LETTERS.map((letter) => `(${letter.toLowerCase()})`),
        spacing: 'word',
      },
      {
        signs: '⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥⒦⒧⒨⒩⒪⒫⒬⒭⒮⒯⒰⒱⒲⒳⒴⒵',
        as: LETTERS.map((letter) => `(${letter.toLowerCase()})`),
        spacing: 'word',
      },
    ],
  },
  {
    name: 'Box Drawing and Block Elements',
    from: 0x2500,
    to: 0x259f,
    rest: 'equivalent',
    rules: [
      {
        signs: '─│┌┐└┘├┤┬┴┼╳',
        as: [...'-|+++++++++X'],
        remark: 'lines stay lines; the others of the block likewise, shades become #',
      },
    ],
  },
  {
    name: 'Geometric Shapes',
    from: 0x25a0,
    to: 0x25ff,
    rest: 'refused',
    rules: [
      { signs: '□▢', as: 'square', place: 'by a number', spacing: 'word', remark: 'square bars: "□ 50"' },
      {
        signs: '■',
        as: 'square',
        place: 'straight before a number',
        spacing: 'word',
        remark: 'square bars; with a blank it is a bullet',
      },
      { signs: '■□▢▣▪▫◻◼◽◾', as: '*', remark: 'bullets' },
      { signs: '●○◯◦◉◎◆◇◈◊', as: '*', remark: 'bullets' },
      {
        signs: '▭▯▬',
        as: ['rect', 'rect', 'flat'],
        spacing: 'word',
        remark: 'rectangular tubes and flat bars',
      },
      { signs: '△▲', as: 'delta', spacing: 'word', remark: 'the mark of a revision' },
      { signs: '▽▼', as: 'level', spacing: 'word', remark: 'the mark of a level' },
      { signs: '▴▵▾▿', as: ['up', 'up', 'down', 'down'], spacing: 'word' },
      { signs: '▶▷▸▹►▻', as: '->', spacing: 'word' },
      { signs: '◀◁◂◃◄◅', as: '<-', spacing: 'word' },
      { signs: '▱', as: 'parallelogram', spacing: 'word' },
    ],
  },
  {
    name: 'Miscellaneous Symbols',
    from: 0x2600,
    to: 0x26ff,
    rest: 'refused',
    rules: [
      { signs: '☐', as: '[ ]', spacing: 'word', remark: 'open' },
      { signs: '☑☒', as: '[x]', spacing: 'word', remark: 'ticked' },
      { signs: '★☆⚬', as: '*' },
      { signs: '☓', as: 'x' },
      {
        signs: '⚠⚡☢☣',
        as: ['warning', 'high voltage', 'radioactive', 'biohazard'],
        spacing: 'word',
        remark: 'signs of danger',
      },
      { signs: '♿♀♂', as: ['accessible', 'women', 'men'], spacing: 'word', remark: 'signs on doors' },
      { signs: '☎☏', as: 'tel', spacing: 'word' },
      { signs: '♲♺♻', as: 'recycling', spacing: 'word' },
      { signs: '☚☜☛☞', as: ['<-', '<-', '->', '->'], spacing: 'word' },
      { signs: '♯', as: '#' },
    ],
  },
  {
    name: 'Dingbats',
    from: 0x2700,
    to: 0x27bf,
    rest: 'refused',
    rules: [
      { signs: '✓✔✅', as: 'yes', spacing: 'word' },
      { signs: '✗✘❌❎', as: 'no', spacing: 'word' },
      { signs: '✕✖', as: 'x', remark: 'the multiplication sign' },
      { signs: '✙✚✛➕➖➗', as: ['+', '+', '+', '+', '-', '/'] },
      { signs: '❏❐❑❒❖✦✧✱✲✶✷✸✹✻✼✽❋❍', as: '*', remark: 'bullets' },
      { signs: '➔➙➛➜➝➞➟➠➡➢➣➤➥➦➧➨➩➪➭➮➯➱➲➵➸➺➻➼➽➾', as: '->', spacing: 'word' },
      { signs: '❶❷❸❹❺❻❼❽❾❿', as: inBrackets(1, 10), spacing: 'word' },
      { signs: '➀➁➂➃➄➅➆➇➈➉', as: inBrackets(1, 10), spacing: 'word' },
      { signs: '➊➋➌➍➎➏➐➑➒➓', as: inBrackets(1, 10), spacing: 'word' },
      { signs: '❘❙❚❛❜❝❞❟❠', as: ['|', '|', '|', "'", "'", '"', '"', "'", '"'] },
      { signs: '❨❩❪❫❲❳❴❵', as: [...'()()[]{}'] },
      { signs: '❬❭❮❯❰❱', as: [...'<><><>'], remark: 'brackets' },
      { signs: '✆', as: 'tel', spacing: 'word' },
    ],
  },
  {
    name: 'Miscellaneous Mathematical Symbols-A',
    from: 0x27c0,
    to: 0x27ef,
    rest: 'refused',
    rules: [
      { signs: '⟂', as: 'perp', spacing: 'word' },
      { signs: '⟋⟍', as: ['/', '\\'] },
      { signs: '⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯', as: ['[', ']', '<', '>', '<<', '>>', '[', ']', '(', ')'], remark: 'brackets' },
    ],
  },
  {
    name: 'Supplemental Arrows',
    from: 0x27f0,
    to: 0x297f,
    rest: 'refused',
    rules: [
      { signs: '⟶⟼⟾⤏⤳', as: '->', spacing: 'word' },
      { signs: '⟹', as: '=>', spacing: 'word' },
      { signs: '⟵⟻⟸', as: '<-', spacing: 'word' },
      { signs: '⟷⟺', as: '<->', spacing: 'word' },
      { signs: '⟲⟳', as: ['counterclockwise', 'clockwise'], spacing: 'word' },
    ],
  },
  {
    name: 'Miscellaneous Mathematical Symbols-B',
    from: 0x2980,
    to: 0x29ff,
    rest: 'refused',
    rules: [
      { signs: '⦜⦝⦞⦟', as: 'angle', spacing: 'word' },
      { signs: '⦰', as: 'dia', spacing: 'word', remark: 'typed for the diameter sign' },
      { signs: '⦁⦿⦾⧫', as: '*', remark: 'bullets' },
      { signs: '⦃⦄⦅⦆', as: [...'{}()'] },
      { signs: '⧵⧸⧹', as: ['\\', '/', '\\'] },
    ],
  },
  {
    name: 'Supplemental Mathematical Operators',
    from: 0x2a00,
    to: 0x2aff,
    rest: 'refused',
    rules: [
      { signs: '⨯⨉', as: 'x' },
      { signs: '⩽⩾⪅⪆', as: ['<=', '>=', '<~', '>~'] },
      { signs: '⨀⨁⨂', as: ['(.)', '(+)', '(x)'], spacing: 'word' },
      { signs: '⫽', as: '//' },
    ],
  },
  {
    name: 'Miscellaneous Symbols and Arrows',
    from: 0x2b00,
    to: 0x2bff,
    rest: 'refused',
    rules: [
      { signs: '⬅⭠⬆⭡⮕⭢⬇⭣', as: ['<-', '<-', 'up', 'up', '->', '->', 'down', 'down'], spacing: 'word' },
      { signs: '⬌⬄⭤', as: '<->', spacing: 'word' },
      { signs: '⬍⭥', as: 'up/down', spacing: 'word' },
      {
        signs: '⬟⬠⬡⬢⬣⬬⬭⬮⬯',
        as: ['pentagon', 'pentagon', 'hex', 'hex', 'hex', 'oval', 'oval', 'oval', 'oval'],
        spacing: 'word',
      },
      { signs: '⭘', as: 'power off', spacing: 'word' },
      { signs: '⬤⬥⬦⬧⬨⬩⬪⬫⭐⭑⭒', as: '*', remark: 'bullets' },
    ],
  },
  {
    name: 'CJK Symbols and Punctuation',
    from: 0x3000,
    to: 0x303f,
    rest: 'equivalent',
    rules: [
      { signs: '〃', as: 'ditto', spacing: 'word', remark: 'no inches' },
      { signs: '〒〠〶', as: 'postcode', spacing: 'word' },
      { signs: '〆〓〾', as: null, remark: 'nobody would read what stands for them' },
    ],
  },
  {
    name: 'Enclosed CJK Letters and Months',
    from: 0x3200,
    to: 0x32ff,
    rest: 'equivalent',
    rules: [
      { signs: '㈱㈲㈜', as: ['Co. Ltd.', 'Ltd.', 'Co. Ltd.'], spacing: 'word' },
      { signs: '㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟', as: inBrackets(21, 35), spacing: 'word' },
      { signs: '㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿', as: inBrackets(36, 50), spacing: 'word' },
    ],
  },
  {
    name: 'CJK Compatibility',
    from: 0x3300,
    to: 0x33ff,
    rest: 'equivalent',
    rules: [
      { signs: '㎚㎛㎜㎝㎞', as: ['nm', 'um', 'mm', 'cm', 'km'] },
      { signs: '㎟㎠㎡㎢㏊', as: ['mm2', 'cm2', 'm2', 'km2', 'ha'] },
      { signs: '㎣㎤㎥㎦㏄', as: ['mm3', 'cm3', 'm3', 'km3', 'cc'] },
      { signs: '㎖㎗㎘', as: ['ml', 'dl', 'kl'] },
      { signs: '㎍㎎㎏㏏', as: ['ug', 'mg', 'kg', 'kt'] },
      { signs: '㎩㎪㎫㎬', as: ['Pa', 'kPa', 'MPa', 'GPa'] },
      { signs: '㎃㎂㎄㎷㎸㎹㎼㎽㎾㎿', as: ['mA', 'uA', 'kA', 'mV', 'kV', 'MV', 'uW', 'mW', 'kW', 'MW'] },
      { signs: '㎐㎑㎒㎓㏈㏐㏓', as: ['Hz', 'kHz', 'MHz', 'GHz', 'dB', 'lm', 'lx'] },
      { signs: '㎧㎨㎭', as: ['m/s', 'm/s2', 'rad'] },
      { signs: '㏀㏁', as: ['kohm', 'Mohm'], spacing: 'after', remark: 'as "kΩ"' },
      { signs: '㏌', as: 'in', spacing: 'word' },
      { signs: '㏗㏙', as: ['pH', 'ppm'], spacing: 'word' },
      {
        signs: '㌅㌊㌔㌕㌖㌗㌘㌢㌧㌫㌳㌶㌻㍉㍍㍎㍑㍗',
        as: 'inch ohm kilo kilogram kilometer kilowatt gram centi ton percent feet hectare page milli meter yard liter watt'.split(
          ' ',
        ),
        spacing: 'word',
      },
    ],
  },
  {
    name: 'Halfwidth and Fullwidth Forms',
    from: 0xff00,
    to: 0xffef,
    rest: 'equivalent',
    rules: [
      { signs: '￠￡￥￦', as: ['cent', 'GBP', 'yen', 'KRW'], spacing: 'word' },
      { signs: '￢', as: 'not', spacing: 'word' },
      { signs: '￩￪￫￬', as: ['<-', 'up', '->', 'down'], spacing: 'word' },
      { signs: '￭￮', as: '*', remark: 'bullets' },
      { signs: '：＜＝＞', as: [...':<=>'], remark: 'as all others of the block: what they look like' },
    ],
  },
  {
    name: 'Symbols beyond U+FFFF',
    from: 0x1f700,
    to: 0x1faff,
    rest: 'refused',
    rules: [],
  },
];

/** A rule as it is for one of its signs. */
export interface Reading {
  readonly as: string | null;
  readonly place: Place;
  readonly spacing: Spacing;
}

const READINGS: ReadonlyMap<string, readonly Reading[]> = (() => {
  const readings = new Map<string, Reading[]>();
  for (const { signs, as, place = 'anywhere', spacing = 'none' } of SIGN_BLOCKS.flatMap(({ rules }) => rules))
    for (const [index, sign] of [...signs].entries()) {
      const all = readings.get(sign) ?? [];
      all.push({ as: asOf(as, index), place, spacing });
      readings.set(sign, all);
    }
  return readings;
})();

/** What the sign at `index` of a rule becomes. */
export function asOf(as: SignRule['as'], index: number): string | null {
  if (as === null || typeof as === 'string') return as;
  const text = as[index];
  if (text === undefined) throw new Error(`a rule of signs has no text for its sign ${index + 1}`);
  return text;
}

/** The rules of a sign, in the order in which they are tried; none for most characters. */
export function readingsOf(sign: string): readonly Reading[] {
  return READINGS.get(sign) ?? [];
}

/** Whether the sign is in a block of which only the table is written. */
export function isInRefusedBlock(sign: string): boolean {
  const code = sign.codePointAt(0)!;
  return SIGN_BLOCKS.some(({ from, to, rest }) => rest === 'refused' && code >= from && code <= to);
}
