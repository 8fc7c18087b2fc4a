import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { codeOf, ConnectorError } from '../domain/errors';

/** Codes of Node's certificate checks (Node.js documentation, TLS, "X509 certificate error codes"). */
const CERTIFICATE_FAULTS: Readonly<Record<string, Message>> = {
  CERT_HAS_EXPIRED: message('http.certificate.expired'),
  CERT_NOT_YET_VALID: message('http.certificate.not-yet-valid'),
  CERT_REVOKED: message('http.certificate.revoked'),
  ERR_TLS_CERT_ALTNAME_INVALID: message('http.certificate.other-name'),
  DEPTH_ZERO_SELF_SIGNED_CERT: message('http.certificate.self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: message('http.certificate.unknown-authority'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: message('http.certificate.no-intermediate'),
  UNABLE_TO_GET_ISSUER_CERT: message('http.certificate.unknown-authority'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: message('http.certificate.unknown-authority'),
  INVALID_CA: message('http.certificate.unknown-authority'),
  CERT_UNTRUSTED: message('http.certificate.untrusted'),
  CERT_SIGNATURE_FAILURE: message('http.certificate.signature'),
};

/** Finds a `ConnectorError` that a library wrapped. Bounded, because a cause may point to itself. */
function wrapped(error: unknown): ConnectorError | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof ConnectorError) return current;
    current = current.cause;
  }
  return undefined;
}

/** The host as messages name it: with the egress proxy, where the fault may lie there. */
export const namedHost = (host: string, isProxied: boolean): Message | string =>
  isProxied ? message('http.through-proxy', { host }) : host;

/**
 * Turns a failure of the network into a message of ours. The original error is dropped on purpose:
 * errors of HTTP libraries hold the whole request, its Authorization header included.
 */
export function networkError(error: unknown, hostname: string, isProxied: boolean): ConnectorError {
  const known = wrapped(error);
  if (known) return known;
  const code = codeOf(error);
  const host = namedHost(hostname, isProxied);
  const later = (word: string, said: Message) => new ConnectorError('retry-later', said, { code: word });

  const fault = CERTIFICATE_FAULTS[code];
  if (fault) {
    return new ConnectorError('needs-person', message('http.certificate', { host, fault, code }), {
      code: 'tls-certificate',
    });
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return new ConnectorError('needs-person', message('http.tls', { host, code }), { code: 'tls-failed' });
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return later('headers-too-large', message('http.headers-too-large', { host }));
  }
  if (code.startsWith('HPE_')) return later('invalid-answer', message('http.invalid-answer', { host, code }));
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return later('host-not-found', message('http.host-not-found', { host }));
    case 'ECONNREFUSED':
      return later('connection-refused', message('http.connection-refused', { host }));
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return later('host-unreachable', message('http.unreachable', { host, code }));
    case '':
      return later('connection-lost', message('http.connection-lost', { host }));
    default:
      return later('connection-lost', message('http.connection-lost.code', { host, code }));
  }
}
