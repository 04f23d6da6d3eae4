// HTTP and SOAP requests as the real connector's .NET client makes them. Bodies are recorded; header bytes are inferred from .NET's sources,
// as no capture of the connector's own headers is public.
import http from 'node:http';
import https from 'node:https';

export interface RawReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  /** What a library that read the reply too had to say against it. */
  problem?: string;
}

export interface ConnectionOptions {
  /** PEM of a certificate authority to trust beside those of the system. */
  ca?: string;
  /** Inferred: .NET sends `Expect: 100-continue` and waits a little before it sends the body; false switches that off. */
  expectContinue?: boolean;
  /** .NET's default, an inference. */
  timeoutMs?: number;
  /** Told the local port of each new connection: one means that it was reused. */
  onConnection?: (localPort: number) => void;
}

/** .NET goes on without an answer to its Expect after this time. */
const CONTINUE_AFTER_MS = 350;
const TIMEOUT_MS = 100_000;
const USER_AGENT = 'Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)';

/** One reused connection, as .NET keeps it for one service. */
export class Connection {
  #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 1 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 1 }),
  };
  #options: ConnectionOptions;

  constructor(options: ConnectionOptions = {}) {
    this.#options = options;
  }

  get(url: string): Promise<RawReply> {
    return this.#request(url, 'GET', { 'User-Agent': USER_AGENT }, undefined);
  }

  /** Posts a SOAP envelope with the headers of .NET; `headers` replaces single ones. */
  post(
    url: string,
    action: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<RawReply> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'utf8');
    const own: Record<string, string> = {
      'User-Agent': USER_AGENT,
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: `"http://developer.intuit.com/${action}"`,
      'Content-Length': String(bytes.length),
      ...(this.#options.expectContinue === false ? {} : { Expect: '100-continue' }),
      ...headers,
    };
    return this.#request(url, 'POST', own, bytes);
  }

  close(): void {
    this.#agents['http:'].destroy();
    this.#agents['https:'].destroy();
  }

  #request(
    url: string,
    method: string,
    headers: Record<string, string>,
    body: Buffer | undefined,
  ): Promise<RawReply> {
    const target = new URL(url);
    const secure = target.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(target, {
        method,
        headers,
        agent: this.#agents[secure ? 'https:' : 'http:'],
        timeout: this.#options.timeoutMs ?? TIMEOUT_MS,
        ...(this.#options.ca === undefined ? {} : { ca: this.#options.ca }),
      });
      request.once('socket', (socket) => {
        if (socket.connecting)
          socket.once('connect', () => this.#options.onConnection?.(socket.localPort ?? 0));
      });
      let sent = false;
      const send = (): void => {
        if (!sent) request.end(body);
        sent = true;
      };
      const waiting = setTimeout(send, headers.Expect ? CONTINUE_AFTER_MS : 0);
      if (headers.Expect) request.once('continue', send);
      else send();
      request.once('timeout', () => request.destroy(new Error('The operation has timed out')));
      request.once('error', (error) => {
        clearTimeout(waiting);
        reject(error);
      });
      request.once('response', (response) => {
        clearTimeout(waiting);
        // An answer instead of 100 Continue: the body is not wanted any more, and the connection is of no use.
        const isEarly = !sent;
        sent = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          if (isEarly) request.destroy();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      });
    });
  }
}

export type Params = Record<string, string | number>;

/** The recorded shape of a request; empty strings are `<hresult />`. */
export function envelopeOf(operation: string, params: Params): string {
  const children = Object.entries(params)
    .map(([name, value]) =>
      value === '' ? `<${name} />` : `<${name}>${escapeText(String(value))}</${name}>`,
    )
    .join('');
  const start = `<${operation} xmlns="http://developer.intuit.com/"`;
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>' +
    `${children === '' ? `${start} />` : `${start}>${children}</${operation}>`}</soap:Body></soap:Envelope>`
  );
}

/** .NET's XmlTextWriter in text: quotes stay (recorded), control characters become references, even illegal ones (inferred). */
export const escapeText = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(
      /[\x00-\x08\x0b\x0c\x0e-\x1f]/g,
      (character) => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
    );
