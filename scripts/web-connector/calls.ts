// The Web Connector's calls one by one, in its recorded bytes: whoever plays it says when each is made, and may stop between any two.
// What strict .NET would not read is refused.
import type { SimulatedQuickBooks } from '../quickbooks/simulated-quickbooks.ts';
import type { Params } from './dotnet-http.ts';
import type { Operation } from './qbwc-error.ts';
import type { QwcFile } from './qwc-file.ts';
import { type Results, readReply } from './soap-reply.ts';
import { rawTransport, type Transport } from './transports.ts';

/** What QuickBooks made of a message set: an answer, or an hresult with its words. */
export interface Processed {
  readonly response?: string;
  readonly hresult?: string;
  readonly message?: string;
}

export interface CallsOptions {
  /** Asked with each call. */
  readonly url: () => string;
  readonly qwc: QwcFile;
  readonly quickbooks: SimulatedQuickBooks;
  /** One that is kept; without it each call has a connection of its own. */
  readonly transport?: Transport;
}

export type Calls = ReturnType<typeof callsOf>;

/** The calls of one application. */
export function callsOf({ url, qwc, quickbooks, transport: kept }: CallsOptions) {
  async function call<O extends Operation>(operation: O, params: Params): Promise<Results[O]> {
    const transport = kept ?? rawTransport(url(), { expectContinue: false });
    try {
      return readReply(operation, await transport.call(operation, params));
    } finally {
      if (transport !== kept) transport.close();
    }
  }
  return {
    serverVersion: () => call('serverVersion', {}),
    clientVersion: (strVersion: string) => call('clientVersion', { strVersion }),
    authenticate: (password: string) =>
      call('authenticate', { strUserName: qwc.UserName, strPassword: password }),
    /** `hcp`: what QuickBooks tells of itself, as in the first such call of a session, or ''. */
    send: (
      ticket: string,
      { hcp = quickbooks.hostCompanyPreferences(qwc.OwnerID), file = quickbooks.companyFile } = {},
    ) =>
      call('sendRequestXML', {
        ticket,
        strHCPResponse: hcp,
        strCompanyFileName: file,
        qbXMLCountry: quickbooks.country,
        qbXMLMajorVers: quickbooks.qbxmlVersion.major,
        qbXMLMinorVers: quickbooks.qbxmlVersion.minor,
      }),
    receive: (ticket: string, { response = '', hresult = '', message = '' }: Processed) =>
      call('receiveResponseXML', { ticket, response, hresult, message }),
    lastError: (ticket: string) => call('getLastError', { ticket }),
    close: (ticket: string) => call('closeConnection', { ticket }),
    connectionError: (ticket: string, hresult: string, message = '') =>
      call('connectionError', { ticket, hresult, message }),
  };
}
