/** How the model reaches the product: in process, or through the real doors. */
import { randomBytes } from 'node:crypto';
import {
  changeSettings,
  newConnectorPassword,
  pause,
  type Random,
  resume,
  type Settings,
} from '../../../server/codes/company.ts';
import { discardCodes } from '../../../server/codes/drifting.ts';
import { importCodes } from '../../../server/codes/importing/importing.ts';
import { createImportRoom } from '../../../server/codes/importing/room.ts';
import { COMPANIES, type Company, quickBooksList } from '../../../server/codes/model.ts';
import {
  acceptCodes,
  deleteCode,
  recallCodes,
  rejectCodes,
  sendCodes,
  type Which,
} from '../../../server/codes/queue.ts';
import type { Assigned } from '../../../server/codes/transitions.ts';
import { READING_PAGES } from '../../../server/quickbooks/model.ts';
import type { Store } from '../../../server/store/port.ts';
import { retry } from '../../../server/sync/alarms-in-force.ts';
import { askReading } from '../../../server/sync/asking.ts';
import { acceptCompanyFile } from '../../../server/sync/company-file.ts';
import type { ConnectorCalls } from '../../../server/sync/exchange.ts';
import type { Desktop } from '../../support/desktop.ts';
import type { Service } from '../../support/service.ts';
import { eventually } from '../../support/until.ts';

export interface Row {
  readonly code: string;
  readonly description: string;
  /** Absent: as it is; null: none. */
  readonly parent?: string | null;
  readonly active?: boolean;
}

/** What the Web Connector and people can do; the connector's answers as they go over the wire. */
export interface Doors {
  /** The ticket and what comes second. */
  authenticate(userName: string, password: string): Promise<readonly [ticket: string, second: string]>;
  send(ticket: string, hcp: string, file: string, version: { major: number; minor: number }): Promise<string>;
  receive(ticket: string, response: string, hresult: string, message: string): Promise<number>;
  connectionError(ticket: string, hresult: string, message: string): Promise<string>;
  lastError(ticket: string): Promise<string>;
  close(ticket: string): Promise<string>;

  importRows(by: string, rows: readonly Row[]): Promise<void>;
  sendCodes(by: string, codes: readonly string[] | null): Promise<void>;
  accept(by: string, which: Which, accounts: Assigned): Promise<void>;
  reject(by: string, which: Which): Promise<void>;
  recall(by: string, which: Which): Promise<void>;
  discard(by: string, which: Which): Promise<void>;
  retry(by: string, which: Which, accounts: Assigned): Promise<void>;
  remove(code: string): Promise<void>;
  settings(by: string, changes: Partial<Settings>): Promise<void>;
  newPassword(): Promise<string>;
  companyFile(fileID: string): Promise<void>;
  askReading(): Promise<void>;
  pause(by: string): Promise<void>;
  resume(): Promise<void>;
  /** What readings were made of, and nothing needs any more, has gone. */
  tidied(): Promise<void>;
}

export function inProcess(store: Store, random: Random, exchange: ConnectorCalls, id: string): Doors {
  const by = (name: string) => ({ at: store.now().toISOString(), by: name });
  const place = { store, random, room: createImportRoom() };
  const company = async (): Promise<Company> => {
    const found = await store.get(COMPANIES, id);
    if (!found) throw new Error('the company is gone');
    return found;
  };
  return {
    async authenticate(userName, password) {
      const opened = await exchange.authenticate(userName, password);
      return [opened.ticket, opened.kind === 'open' ? opened.companyFile : opened.kind];
    },
    async send(ticket, hcp, file, { major, minor }) {
      const sent = await exchange.sendRequestXML({
        ticket,
        strHCPResponse: hcp,
        strCompanyFileName: file,
        qbXMLMajorVers: major,
        qbXMLMinorVers: minor,
      });
      return sent.kind === 'request' ? sent.text : '';
    },
    async receive(ticket, response, hresult, message) {
      const received = await exchange.receiveResponseXML({ ticket, response, hresult, message });
      if (received.kind === 'percent' && received.hasRead) await exchange.tidyReadings(received.hasRead);
      return received.kind === 'percent' ? received.percent : -1;
    },
    async connectionError(ticket, hresult, message) {
      return (await exchange.connectionError(ticket, hresult, message)) === 'openFile' ? '' : 'done';
    },
    lastError: (ticket) => exchange.getLastError(ticket),
    close: (ticket) => exchange.closeConnection(ticket),

    async importRows(name, rows) {
      const asRows = rows.map(({ parent, ...row }, index) => ({
        row: index + 1,
        ...row,
        ...(parent === undefined ? {} : { parent: parent ?? '' }),
      }));
      const { id: list } = quickBooksList(await company());
      const source = { kind: 'rows', rows: asRows } as const;
      await importCodes(place, await company(), list, source, by(name), { why: 'by import' });
    },
    async sendCodes(name, codes) {
      await sendCodes(store, await company(), by(name), codes);
    },
    async accept(name, which, accounts) {
      await acceptCodes(store, await company(), by(name), which, accounts);
    },
    async reject(name, which) {
      await rejectCodes(store, await company(), by(name), which, 'Not like this.');
    },
    async recall(name, which) {
      await recallCodes(store, await company(), by(name), which);
    },
    async discard(name, which) {
      await discardCodes({ store, random }, await company(), by(name), which);
    },
    async retry(name, which, accounts) {
      await retry(store, await company(), by(name), which, accounts);
    },
    async remove(code) {
      const current = await company();
      await deleteCode(store, random, current, quickBooksList(current).id, code);
    },
    async settings(name, changes) {
      await changeSettings(store, random, id, changes, by(name));
    },
    async newPassword() {
      return (await newConnectorPassword(store, randomBytes, id))?.password ?? '';
    },
    async companyFile(fileID) {
      await acceptCompanyFile(store, await company(), fileID);
    },
    async askReading() {
      await askReading(store, await company(), store.now().toISOString());
    },
    async pause(name) {
      await pause(store, id, by(name), null);
    },
    async resume() {
      await resume(store, id);
    },
    tidied: async () => exchange.tidyReadings(await company()),
  };
}

/** Through SOAP and the HTTP interface; everything that people do is done by the user admin. */
export function overHTTP(service: Service, desktop: Desktop): Doors {
  const id = desktop.path.split('/').at(-1) ?? '';
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await service.api(method, `${desktop.path}${path}`, body === undefined ? {} : { body });
    const isRefused = answer.status === 409 || answer.status === 422;
    if (answer.status >= 400 && !isRefused && method !== 'DELETE')
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  return {
    async authenticate(_userName, password) {
      const [ticket = '', second = ''] = await desktop.authenticate(password);
      return [ticket, second];
    },
    send: (ticket, hcp, file) => desktop.send(ticket, { hcp, file }),
    receive: (ticket, response, hresult, message) => desktop.receive(ticket, { response, hresult, message }),
    connectionError: (ticket, hresult, message) => desktop.connectionError(ticket, hresult, message),
    lastError: (ticket) => desktop.lastError(ticket),
    close: (ticket) => desktop.close(ticket),
    importRows: (_by, codes) => api('POST', '/import', { codes }),
    sendCodes: (_by, codes) => api('POST', '/send', codes === null ? {} : { codes }),
    accept: (_by, codes, accounts) => api('POST', '/accept', { codes, ...accounts }),
    reject: (_by, codes) => api('POST', '/reject', { codes, reason: 'Not like this.' }),
    recall: (_by, codes) => api('POST', '/recall', { codes }),
    discard: (_by, codes) => api('POST', '/discard', { codes }),
    retry: (_by, codes, accounts) => api('POST', '/retry', { codes, ...accounts }),
    remove: (code) => api('DELETE', `/codes/${code}`),
    settings: (_by, changes) => api('PATCH', '', changes),
    newPassword: async () => (await api('POST', '/connector-password')).password,
    companyFile: (fileId) => api('POST', '/company-file', { fileId }),
    askReading: () => api('POST', '/quickbooks/read'),
    pause: () => api('POST', '/pause'),
    resume: () => api('POST', '/resume'),
    tidied: async () => {
      await eventually(async () => {
        if ((await service.store.count(READING_PAGES, 'byCompany', [id])) > 0)
          throw new Error('pages are left');
      });
    },
  };
}
