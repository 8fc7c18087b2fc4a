import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { repairPem } from './pem';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('a PEM block', () => {
  it.each([
    ['as it is', PEM],
    ['with \\n in two characters', PEM.replace(/\n/g, '\\n')],
    ['with \\r\\n in four characters', PEM.replace(/\n/g, '\\r\\n')],
    ['with CR LF', PEM.replace(/\n/g, '\r\n')],
    ['on one line', PEM.replace(/\n/g, ' ')],
    ['set in', PEM.replace(/^/gm, '    ')],
    ['in quotes', `"${PEM}"`],
    ['with words around it', `key: ${PEM} end`],
  ])('is read by OpenSSL %s', (_how, text) => {
    const repaired = repairPem(text);
    expect(repaired?.type).toBe('PRIVATE KEY');
    expect(createPrivateKey(repaired?.pem ?? '').export({ type: 'pkcs8', format: 'pem' })).toBe(PEM);
  });

  it('is none without both of its ends, or with different ones', () => {
    expect(repairPem('MIGHAgEAMBMGByqGSM49')).toBeUndefined();
    expect(repairPem(PEM.replace('-----END PRIVATE KEY-----', ''))).toBeUndefined();
    expect(repairPem(PEM.replace('END PRIVATE', 'END PUBLIC'))).toBeUndefined();
  });

  it('that is encrypted is named as such, and not handed on', () => {
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' };
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }).toString();
    const sec1 = privateKey.export({ type: 'sec1', format: 'pem', ...cipher }).toString();
    for (const text of [pkcs8, sec1]) expect(repairPem(text)).toEqual({ type: 'ENCRYPTED', pem: '' });
  });
});
