import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { ConnectorError } from '../domain/errors';
import { networkError } from './network-errors';

const HOST = 'media.example.com';
const of = (code: string, isProxied = false) =>
  networkError(
    Object.assign(new Error('with the whole request, Authorization: Bearer canary'), { code }),
    HOST,
    isProxied,
  );

describe('a failure of the network', () => {
  it.each([
    ['ENOTFOUND', 'retry-later', 'host-not-found', 'http.host-not-found'],
    ['EAI_AGAIN', 'retry-later', 'host-not-found', 'http.host-not-found'],
    ['ECONNREFUSED', 'retry-later', 'connection-refused', 'http.connection-refused'],
    ['ETIMEDOUT', 'retry-later', 'host-unreachable', 'http.unreachable'],
    ['EHOSTUNREACH', 'retry-later', 'host-unreachable', 'http.unreachable'],
    ['ENETUNREACH', 'retry-later', 'host-unreachable', 'http.unreachable'],
    ['ECONNRESET', 'retry-later', 'connection-lost', 'http.connection-lost.code'],
    ['', 'retry-later', 'connection-lost', 'http.connection-lost'],
    ['HPE_HEADER_OVERFLOW', 'retry-later', 'headers-too-large', 'http.headers-too-large'],
    ['HPE_INVALID_CONSTANT', 'retry-later', 'invalid-answer', 'http.invalid-answer'],
    ['EPROTO', 'needs-person', 'tls-failed', 'http.tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'needs-person', 'tls-failed', 'http.tls'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'needs-person', 'tls-failed', 'http.tls'],
    ['CERT_HAS_EXPIRED', 'needs-person', 'tls-certificate', 'http.certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'needs-person', 'tls-certificate', 'http.certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'needs-person', 'tls-certificate', 'http.certificate'],
  ])('with the code "%s" is %s, %s', (code, failure, word, said) => {
    expect(of(code)).toMatchObject({ failure, code: word, said: { code: said, values: { host: HOST } } });
  });

  it('names the proxy, which may be where the fault is', () => {
    expect(of('ECONNREFUSED', true).said).toEqual(
      message('http.connection-refused', { host: message('http.through-proxy', { host: HOST }) }),
    );
    expect(english(of('ENOTFOUND', true).said)).toContain(`${HOST} (through the egress proxy)`);
  });

  it('keeps nothing of the original error but its code', () => {
    const error = of('ECONNRESET');
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
  });

  it('is our own error again, however deep a library wrapped it', () => {
    const own = new ConnectorError('refused', message('http.no-address'), { code: 'unsafe-address' });
    expect(networkError(new Error('a', { cause: new Error('b', { cause: own }) }), HOST, false)).toBe(own);
    const circle = new Error('circle');
    circle.cause = circle;
    expect(networkError(circle, HOST, false).code).toBe('connection-lost');
  });
});
