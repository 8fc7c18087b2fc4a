const LINE = 64;
const BLOCK = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/;

/**
 * A PEM block as OpenSSL wants it, of what consoles, environment variables and forms make of it:
 * `\n` in two characters, CR LF, lines run together or set in, quotes around the whole.
 * Undefined when there is no block at all.
 */
export function repairPem(text: string): { type: string; pem: string } | undefined {
  const [, type, body] = BLOCK.exec(text.replace(/\\r/g, '').replace(/\\n/g, '\n')) ?? [];
  if (type === undefined || body === undefined) return undefined;
  // Headers of an encrypted key (`Proc-Type: …`) end with an empty line; such a key is refused by name.
  if (/Proc-Type|ENCRYPTED/.test(`${type}${body}`)) return { type: 'ENCRYPTED', pem: '' };
  const base64 = body.replace(/[^A-Za-z0-9+/=]/g, '');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return { type, pem: `-----BEGIN ${type}-----\n${lines.join('\n')}\n-----END ${type}-----\n` };
}
