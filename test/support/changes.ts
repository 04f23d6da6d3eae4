/** Codes in QuickBooks that are changed by hand, sent and accepted again. */
import type { Desktop } from './desktop.ts';
import type { Service } from './service.ts';

/** As `PATCH` takes it; `code` renames. */
export interface Change {
  readonly code?: string;
  readonly parent?: string | null;
  readonly description?: string;
  readonly incomeAccount?: string;
  readonly expenseAccount?: string | null;
  readonly class?: string | null;
  readonly active?: boolean;
}

/** Changes one code; with `accepted` it is sent and accepted, too. */
export async function edited(
  service: Service,
  desktop: Desktop,
  code: string,
  change: Change,
): Promise<void> {
  const { status, text } = await service.api('PATCH', `${desktop.path}/codes/${encodeURIComponent(code)}`, {
    body: change,
  });
  if (status !== 200) throw new Error(text);
}

/** The same, sent and accepted. */
export async function changed(
  service: Service,
  desktop: Desktop,
  code: string,
  change: Change,
): Promise<void> {
  await edited(service, desktop, code, change);
  const codes = [change.code ?? code];
  await desktop.do('send', { codes });
  await desktop.do('accept', { codes });
}
