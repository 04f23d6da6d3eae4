// What ends a session or refuses a .qwc file, under the numbers of the real Web Connector where one is known.

/** A problem as the user of the Web Connector would see it: `code` is "QBWC1012" and the like. */
export class QbwcError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = code;
    this.code = code;
  }
}

export type Operation =
  | 'serverVersion'
  | 'clientVersion'
  | 'authenticate'
  | 'sendRequestXML'
  | 'receiveResponseXML'
  | 'connectionError'
  | 'getLastError'
  | 'closeConnection';

/** Documented in the guide's appendix; serverVersion has no number there (guessed: as clientVersion). */
export const EXCEPTION_IN: Record<Operation, string> = {
  serverVersion: 'QBWC1036',
  clientVersion: 'QBWC1036',
  authenticate: 'QBWC1012',
  sendRequestXML: 'QBWC1041',
  receiveResponseXML: 'QBWC1042',
  getLastError: 'QBWC1043',
  closeConnection: 'QBWC1044',
  connectionError: 'QBWC1045',
};
