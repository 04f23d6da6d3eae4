// What the scripts print: a progress bar, tables, marks. Without a terminal plain lines, with NO_COLOR no colours.

export interface Terminal {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Progress {
  update(percent: number, text: string): void;
  /** Ends the line. */
  end(): void;
}

const BAR_WIDTH = 24;
/** Without a terminal a line for every so many percent. */
const STEP_PERCENT = 25;

/** A line that shows how far something is. */
export function progress(label: string, out: Terminal = process.stdout): Progress {
  let lastStep = -1;
  let isOpen = false;
  return {
    update(percent, text) {
      const share = Math.max(0, Math.min(100, percent)) / 100;
      if (out.isTTY) {
        const filled = Math.round(share * BAR_WIDTH);
        const bar = '#'.repeat(filled) + '-'.repeat(BAR_WIDTH - filled);
        const line = `${label} [${bar}] ${String(Math.round(percent)).padStart(3)} %  ${text}`;
        out.write(`\r${line.slice(0, (out.columns ?? 80) - 1)}\x1b[K`);
        isOpen = true;
        return;
      }
      const step = Math.floor((share * 100) / STEP_PERCENT);
      if (step <= lastStep) return;
      lastStep = step;
      out.write(`${label} ${String(Math.round(percent)).padStart(3)} %  ${text}\n`);
    },
    end() {
      if (isOpen) out.write('\n');
      isOpen = false;
    },
  };
}

export type Cell = string | number | null;

/** Numbers to the right, texts to the left; long texts are cut. */
export function table(heads: string[], rows: Cell[][], widest = 44): string {
  const cut = (cell: Cell | undefined): string => {
    const text = String(cell ?? '');
    return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
  };
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => cut(row[column]).length)),
  );
  const line = (cells: Cell[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column];
        return typeof cell === 'number' ? cut(cell).padStart(width) : cut(cell).padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(heads), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

const CODES = { bold: 1, red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** The text in a colour or weight, where the terminal shows them. */
export function colour(
  text: string,
  name: keyof typeof CODES,
  out: Terminal = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): string {
  return out.isTTY && !env.NO_COLOR ? `\x1b[${CODES[name]}m${text}\x1b[0m` : text;
}
