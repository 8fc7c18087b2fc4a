import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface ReceivedMail {
  to: string;
  subject: string;
  /** The whole message as sent, with transfer encodings decoded. */
  body: string;
}

export interface Mailbox {
  /** `config/plugins`, key `email`, part `config`: Strapi's sender with this server. */
  config: object;
  received: ReceivedMail[];
  /** An SMTP answer to each recipient, such as `550 no such user`. Undefined accepts again. */
  refuse(answer: string | undefined): void;
  stop(): Promise<void>;
}

const decodeWords = (text: string) =>
  text
    .replace(/\r\n[ \t]/g, '')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=\s*/gi, (_, how: string, words: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(words, 'base64').toString()
        : unquote(words.replaceAll('_', ' ')),
    );
const unquote = (text: string) =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

function readMail(to: string, raw: string): ReceivedMail {
  const subject = /^Subject: ((?:.*)(?:\r\n[ \t].*)*)/m.exec(raw)?.[1] ?? '';
  return { to, subject: decodeWords(subject), body: unquote(raw) };
}

/** A minimal mail server on this machine (RFC 5321). */
export async function startMailbox(): Promise<Mailbox> {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let pending = '';
    let to = '';
    let inData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 mailbox.example.com');
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      for (;;) {
        const end = inData ? pending.indexOf('\r\n.\r\n') : pending.indexOf('\r\n');
        if (end < 0) return;
        const piece = pending.slice(0, end);
        pending = pending.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          received.push(readMail(to, piece));
          say('250 kept');
        } else if (/^RCPT TO:/i.test(piece)) {
          to = /<([^>]*)>/.exec(piece)?.[1] ?? '';
          say(refusal ?? '250 ok');
        } else if (/^DATA/i.test(piece)) {
          inData = true;
          say('354 go on');
        } else if (/^QUIT/i.test(piece)) {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    config: {
      provider: 'sendmail',
      providerOptions: { devPort: (server.address() as AddressInfo).port, devHost: '127.0.0.1' },
      settings: { defaultFrom: 'Meetings <meetings@example.com>' },
    },
    received,
    refuse(answer) {
      refusal = answer;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
