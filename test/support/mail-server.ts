/** A mail server on a port of this machine: it keeps what came and refuses what it is told to. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  readonly from: string;
  /** As it came. */
  readonly text: string;
  /** The value of a header, unfolded; '' without it. */
  header(name: string): string;
  /** A part by its type, decoded. */
  part(type: 'text/plain' | 'text/html'): string;
}

export interface MailServer {
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** What it says to a recipient; null: it takes them. */
  refuse(why: { readonly code: number; readonly words: string } | null): void;
  away(): Promise<void>;
  back(): Promise<void>;
}

/** To be closed by `away`. */
export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let refusal: { readonly code: number; readonly words: string } | null = null;
  const make = () =>
    new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo(_address, _session, done) {
        done(refusal && Object.assign(new Error(refusal.words), { responseCode: refusal.code }));
      },
      onData(stream, session, done) {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const text = Buffer.concat(pieces).toString();
          mails.push({
            to: rcptTo.map(({ address }) => address),
            from: mailFrom ? mailFrom.address : '',
            text,
            header: (name) => headerOf(text, name),
            part: (type) => partOf(text, type),
          });
          done();
        });
      },
    });
  let server = make();
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse(why) {
      refusal = why;
    },
    away: () => new Promise<void>((resolve) => server.close(() => resolve())),
    back() {
      server = make();
      return listen(port);
    },
  };
}

const unfolded = (text: string) => text.replace(/\r\n[ \t]+/g, ' ').trim();

const headerOf = (text: string, name: string): string =>
  unfolded(new RegExp(`^${name}:(.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(text)?.[1] ?? '');

const plain = (text: string) => text.replaceAll('\r\n', '\n');

function partOf(text: string, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(text)?.[1] ?? '';
  const part = text.split(`--${boundary}`).find((each) => each.includes(`Content-Type: ${type}`)) ?? '';
  const [head = '', ...body] = part.split('\r\n\r\n');
  const encoded = body.join('\r\n\r\n').trim();
  if (/base64/i.test(head)) return plain(Buffer.from(encoded, 'base64').toString());
  if (!/quoted-printable/i.test(head)) return plain(encoded);
  const bytes = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return plain(Buffer.from(bytes, 'latin1').toString());
}
