/**
 * What may pass the Web Connector's door: each operation with its parameters and the kind of its result. Names are Intuit's
 * ("You must use the parameter names as given", guide p.61); a test holds this table against our WSDL. interactiveDone and
 * isInteractiveDone are the same thing, named differently on p.75 and p.7; serverVersion is getServerVersion on p.74.
 */
export const OPERATIONS = {
  serverVersion: { params: {}, result: 'string' },
  clientVersion: { params: { strVersion: 'string' }, result: 'string' },
  authenticate: { params: { strUserName: 'string', strPassword: 'string' }, result: 'strings' },
  sendRequestXML: {
    params: {
      ticket: 'string',
      strHCPResponse: 'string',
      strCompanyFileName: 'string',
      qbXMLCountry: 'string',
      qbXMLMajorVers: 'int',
      qbXMLMinorVers: 'int',
    },
    result: 'string',
  },
  receiveResponseXML: {
    params: { ticket: 'string', response: 'string', hresult: 'string', message: 'string' },
    result: 'int',
  },
  connectionError: { params: { ticket: 'string', hresult: 'string', message: 'string' }, result: 'string' },
  getLastError: { params: { ticket: 'string' }, result: 'string' },
  closeConnection: { params: { ticket: 'string' }, result: 'string' },
  getServerVersion: { params: { ticket: 'string' }, result: 'string' },
  getInteractiveURL: { params: { wcTicket: 'string', sessionID: 'string' }, result: 'string' },
  interactiveRejected: { params: { wcTicket: 'string', reason: 'string' }, result: 'string' },
  interactiveDone: { params: { wcTicket: 'string' }, result: 'string' },
  isInteractiveDone: { params: { wcTicket: 'string' }, result: 'string' },
} as const satisfies Record<string, { params: Record<string, 'string' | 'int'>; result: ResultKind }>;

export type ResultKind = 'string' | 'strings' | 'int';

export type Operation = keyof typeof OPERATIONS;

/** Whether the guide has a call of this name, in exactly these letters. */
export function isOperation(name: string): name is Operation {
  return Object.hasOwn(OPERATIONS, name);
}

type ParamKinds<O extends Operation> = (typeof OPERATIONS)[O]['params'];

/** An absent string is ''; an absent int is undefined, for not every client sends the two there are. */
export type Params<O extends Operation> = {
  readonly [P in keyof ParamKinds<O>]: ParamKinds<O>[P] extends 'int' ? number | undefined : string;
};

/** `operation` tells which params there are: a switch on it is all that a door needs. */
export type Call = {
  [O in Operation]: { readonly kind: 'call'; readonly operation: O; readonly params: Params<O> };
}[Operation];

/** authenticate answers four strings, empties included: fewer break some connectors (guide p.62). */
export type Result<O extends Operation> = (typeof OPERATIONS)[O]['result'] extends 'strings'
  ? readonly [string, string, string, string]
  : (typeof OPERATIONS)[O]['result'] extends 'int'
    ? number
    : string;

/** SOAP 1.1, section 4.4.1. */
export type FaultCode = 'Client' | 'Server' | 'VersionMismatch' | 'MustUnderstand';

/** A request that is no call. `reason` is for the log: it may quote names out of the request, and never goes on the wire. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: FaultCode;
  readonly reason: string;
}

export const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
