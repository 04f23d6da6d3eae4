/** In what QuickBooks is another one than in the session before, in words. */
import { type Html, html } from '../../html.ts';
import type { HostChange, HostField } from '../../sync/model.ts';

const LABELS: Record<HostField, string> = {
  product: 'Edition',
  version: 'Version',
  country: 'Country',
  qbxmlVersion: 'qbXML version',
  companyFile: 'Company file',
};

/** "Version: 34.0, before 33.0. Company file: ..." */
export const hostChanges = (changes: readonly HostChange[]): Html =>
  html`${changes.map(
    ({ field, before, now }, at) =>
      html`${at > 0 && ' '}${LABELS[field]}: <strong>${now}</strong>, before ${before}.`,
  )}`;
