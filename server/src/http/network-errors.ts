import { codeOf, ConnectorError } from '../domain/errors';

/** Codes of Node's certificate checks, with what is wrong in words. */
const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet (is the clock of this machine right?)',
  CERT_REVOKED: 'it was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known to this machine',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server does not send its intermediate certificates',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known to this machine',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known to this machine',
  INVALID_CA: 'its authority is not known to this machine',
  CERT_UNTRUSTED: 'it is not trusted by this machine',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
};

/** Finds a `ConnectorError` that a library wrapped. Bounded, since a cause may point at itself. */
function wrapped(error: unknown): ConnectorError | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof ConnectorError) return current;
    current = current.cause;
  }
  return undefined;
}

/**
 * Turns a failure of the network into our words. The original is dropped on purpose: errors of HTTP
 * libraries carry the whole request, its Authorization header included.
 */
export function networkError(error: unknown, host: string, via: string): ConnectorError {
  const known = wrapped(error);
  if (known) return known;
  const code = codeOf(error);
  const later = (word: string, message: string) => new ConnectorError('retry-later', message, { code: word });

  const fault = CERTIFICATE_FAULTS[code];
  if (fault) {
    return new ConnectorError(
      'needs-person',
      `The certificate of ${host}${via} was refused: ${fault} (${code}). ` +
        'Correct it on the server; for an authority of your own set NODE_EXTRA_CA_CERTS.',
      { code: 'tls-certificate' },
    );
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return new ConnectorError(
      'needs-person',
      `No secure connection could be agreed with ${host}${via} (${code}). ` +
        'Check that the address and port are those of its https service.',
      { code: 'tls-failed' },
    );
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return later('headers-too-large', `${host} sent more headers than is sensible.`);
  }
  if (code.startsWith('HPE_')) {
    return later('invalid-answer', `${host} sent an answer that is not valid HTTP (${code}).`);
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return later('host-not-found', `The name ${host} could not be resolved${via}. Check the address.`);
    case 'ECONNREFUSED':
      return later(
        'connection-refused',
        `${host} refuses connections${via}. Check the address and the port.`,
      );
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return later(
        'host-unreachable',
        `${host} can't be reached${via} (${code}). Check the address, and whether a firewall is in the way.`,
      );
    default:
      return later(
        'connection-lost',
        `The connection to ${host}${via} was cut${code === '' ? '' : ` (${code})`}.`,
      );
  }
}
