// Two ways to carry a call to the service: strong-soap's client on the served WSDL, or the recorded bytes of the real connector.
import { createRequire } from 'node:module';
import {
  Connection,
  type ConnectionOptions,
  envelopeOf,
  escapeText,
  type Params,
  type RawReply,
} from './dotnet-http.ts';
import type { Operation } from './qbwc-error.ts';

/** Carries one call and gives back the raw reply; wrap one to lose or change what passes. */
export interface Transport {
  call(operation: Operation, params: Params): Promise<RawReply>;
  close(): void;
}

/** The recorded bytes of the real connector, over one kept connection. */
export function rawTransport(url: string, options: ConnectionOptions = {}): Transport {
  const connection = new Connection(options);
  return {
    call: (operation, params) => connection.post(url, operation, envelopeOf(operation, params)),
    close: () => connection.close(),
  };
}

/** One call in the recorded shape on a connection of its own; `headers` and `body` replace what would be sent. */
export async function rawCall(
  url: string,
  operation: string,
  params: Params = {},
  options: ConnectionOptions & { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawReply & { text: string }> {
  const connection = new Connection(options);
  try {
    const body = options.body ?? envelopeOf(operation, params);
    const reply = await connection.post(url, operation, body, options.headers);
    return { ...reply, text: reply.body.toString('utf8') };
  } finally {
    connection.close();
  }
}

/** The part of strong-soap that is used here. It has no types of its own. */
interface StrongSoap {
  soap: {
    createClient(
      url: string,
      options: object,
      callback: (error: Error | null | undefined, client: Record<string, SoapMethod>) => void,
    ): void;
  };
}
type SoapMethod = (
  args: object,
  callback: (error: Error | null | undefined, result: unknown) => void,
) => void;
type HttpCallback = (error: Error | null, response?: object, body?: string) => void;

/**
 * strong-soap reads the served WSDL, writes the request and reads the reply; the bytes travel over one connection of ours. The session
 * reads them once more, strictly: strong-soap trims texts and is silent about much that .NET refuses.
 */
export async function strongSoapTransport(url: string, options: ConnectionOptions = {}): Promise<Transport> {
  const { soap } = createRequire(import.meta.url)('strong-soap') as StrongSoap;
  const connection = new Connection(options);
  let raw: RawReply | undefined;
  let operationNow: Operation = 'serverVersion';
  const httpClient = {
    options: { prettyPrint: false },
    request(target: string, data: string | null | undefined, callback: HttpCallback): void {
      const sent = data ? connection.post(target, operationNow, data) : connection.get(target);
      sent.then(
        (reply) => {
          raw = reply;
          callback(null, { statusCode: reply.status, headers: reply.headers }, reply.body.toString('utf8'));
        },
        (error: Error) => callback(error),
      );
    },
  };
  const client = await new Promise<Record<string, SoapMethod>>((resolve, reject) => {
    // The real connector goes to the AppURL of its .qwc file, whatever the WSDL says. The cache of strong-soap is shared by URL: not here.
    soap.createClient(`${url}?wsdl`, { httpClient, endpoint: url, WSDL_CACHE: {} }, (error, made) =>
      error ? reject(error) : resolve(made),
    );
  });
  return {
    call(operation, params) {
      const args = Object.fromEntries(
        // As raw XML, or else strong-soap rewrites texts that hold "<![CDATA[".
        Object.entries(params).map(([name, value]) => [
          name,
          typeof value === 'number' ? value : { $xml: escapeText(value) },
        ]),
      );
      operationNow = operation;
      raw = undefined;
      return new Promise<RawReply>((resolve, reject) => {
        const method = client[operation];
        if (!method) return reject(new Error(`the WSDL has no operation ${operation}`));
        method.call(client, args, (error, result) => {
          if (!raw) return reject(error ?? new Error('strong-soap made no request'));
          if (error) resolve({ ...raw, problem: error.message });
          else if (result === undefined) resolve({ ...raw, problem: `no ${operation}Response` });
          else resolve(raw);
        });
      });
    },
    close: () => connection.close(),
  };
}
