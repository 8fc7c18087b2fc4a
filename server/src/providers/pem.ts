const LINE = 64;
const BLOCK = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/;

/**
 * Restores a PEM block to the form that OpenSSL reads. Consoles, environment variables and forms change
 * it: `\n` as two characters, CR LF, joined or indented lines, quotes around the whole. Undefined when
 * there is no block.
 */
export function repairPem(text: string): { type: string; pem: string } | undefined {
  const [, type, body] = BLOCK.exec(text.replace(/\\r/g, '').replace(/\\n/g, '\n')) ?? [];
  if (type === undefined || body === undefined) return undefined;
  // An encrypted key (`Proc-Type: …`) can't be used; the caller refuses it with its own message.
  if (/Proc-Type|ENCRYPTED/.test(`${type}${body}`)) return { type: 'ENCRYPTED', pem: '' };
  const base64 = body.replace(/[^A-Za-z0-9+/=]/g, '');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return { type, pem: `-----BEGIN ${type}-----\n${lines.join('\n')}\n-----END ${type}-----\n` };
}
