/** The mail server: one mail at a time, within bounds, and what its answer means. */
import { createTransport, type SentMessageInfo } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for each try, so that a mail that came twice is known to be one. */
  readonly messageID: string;
  /** A press on it ends all notices, without a sign-in (RFC 8058). */
  readonly stopURL: string;
}

/** `refused`: it will never be taken. `away`: the mail server is the trouble, for every mail. `later`: this mail is, for now. */
export type Mailed =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused' | 'away' | 'later'; readonly words: string };

export interface Mailer {
  send(mail: Mail): Promise<Mailed>;
  close(): void;
}

export interface MailerOptions {
  readonly url: string;
  readonly from: string;
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;
const WORDS_MAX = 300;

const LOOPBACKS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A mailer for the server that SMTP_URL names. */
export function createMailer({ url, from }: MailerOptions): Mailer {
  const options: SMTPTransport.Options = {
    url,
    // A mail server on this machine has a certificate of its own making.
    tls: { rejectUnauthorized: !LOOPBACKS.has(new URL(url).hostname) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = createTransport(options);
  return {
    async send({ to, subject, text, html, messageID, stopURL }) {
      try {
        await (transport.sendMail({
          from,
          // One address, whatever it holds: nothing in it is taken apart.
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: messageID,
          headers: {
            'List-Unsubscribe': `<${stopURL}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            // Answers of machines to machines are of no use here (RFC 3834).
            'Auto-Submitted': 'auto-generated',
          },
        }) as Promise<SentMessageInfo>);
        return { kind: 'sent' };
      } catch (error) {
        return meaningOf(error as SMTPError);
      }
    },
    close: () => transport.close(),
  };
}

interface SMTPError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
}

/** What is said of the recipient or of the mail itself is no trouble of the server's. */
function meaningOf({ message, responseCode, command = '' }: SMTPError): Mailed {
  const words = message.replace(/\s+/g, ' ').slice(0, WORDS_MAX);
  const isAboutMail = command === 'RCPT TO' || command === 'DATA' || command === 'API';
  if (responseCode === undefined || !isAboutMail) return { kind: 'away', words };
  return { kind: responseCode >= 500 ? 'refused' : 'later', words };
}
