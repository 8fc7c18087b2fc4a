/** What goes wrong between this server and a provider's. `{host}` may be a message itself (`http.through-proxy`). */
export const http = {
  'http.through-proxy': '{host} (through the egress proxy)',
  'http.proxy-login': 'The egress proxy asks for a login. Add it to network.proxyUrl.',
  'http.proxy-scheme':
    'The value of network.proxyUrl begins with {scheme}, which is not a proxy. Use http:, https: or socks5:.',
  'http.proxy-refused':
    'The egress proxy refuses to connect to {host}. Allow the host there, or change network.proxyUrl.',

  'http.address-not-allowed':
    '{host} has a private or reserved network address. The plugin connects to public addresses only. If it is your own server, add network.allowedPrivateHosts: ["{host}"] to the configuration of the plugin.',
  'http.redirected': '{from} redirects to another address. {what}',
  'http.no-address': 'The address is not valid.',
  'http.scheme': 'The address begins with {scheme}, but only https addresses are allowed.',
  'http.login-in-address': 'The address contains a user name or a password, so it is not requested.',
  'http.https-needed':
    '{host} would be requested without encryption (http), which is not allowed. Use its https address. If it is your own server, add network.allowedPrivateHosts: ["{host}"] to the configuration of the plugin.',
  'http.encryption-lost':
    '{host} would be requested without encryption (http) after a request with encryption, which is not allowed.',
  'http.host-not-allowed': '{host} is not among the hosts of this provider.',
  'http.too-many-redirects': '{host} redirects more than {count, plural, one {# time} other {# times}}.',
  'http.redirect-loop': '{host} redirects in a circle.',
  'http.content-redirected':
    '{from} redirects a request with content to {to}. The content is not sent there, because it may contain secrets.',

  'http.certificate':
    'The certificate of {host} was rejected: {fault} ({code}). Fix it on that server. For a certificate authority of your own, set NODE_EXTRA_CA_CERTS.',
  'http.certificate.expired': 'it has expired',
  'http.certificate.not-yet-valid': 'it is not valid yet, or the clock of this server is wrong',
  'http.certificate.revoked': 'it was revoked',
  'http.certificate.other-name': 'it is for another name',
  'http.certificate.self-signed': 'it is self-signed',
  'http.certificate.unknown-authority': 'this server does not know its certificate authority',
  'http.certificate.no-intermediate': 'the server does not send its intermediate certificates',
  'http.certificate.untrusted': 'this server does not trust it',
  'http.certificate.signature': 'its signature is wrong',
  'http.tls':
    'No secure connection could be made to {host} ({code}). Check that the address and the port are those of its https service.',
  'http.host-not-found': 'The name {host} could not be resolved. Check the address.',
  'http.connection-refused': '{host} refuses connections. Check the address and the port.',
  'http.unreachable':
    '{host} can’t be reached ({code}). Check the address, and whether a firewall blocks the connection.',
  'http.connection-lost': 'The connection to {host} was interrupted.',
  'http.connection-lost.code': 'The connection to {host} was interrupted ({code}).',
  'http.connect-timeout': '{host} could not be connected in time.',
  'http.headers-timeout': '{host} did not answer in time.',
  'http.total-timeout': '{host} did not finish its answer in time.',

  'http.headers-too-large': '{host} sent too many headers.',
  'http.invalid-answer': '{host} sent an answer that is not valid HTTP ({code}).',
  'http.truncated': '{host} ended its answer early, after {received, plural, one {# byte} other {# bytes}}.',
  'http.truncated.of':
    '{host} ended its answer early, after {received, number} of {declared, plural, one {# byte} other {# bytes}}.',
  'http.silent': '{host} sent nothing for {seconds, plural, one {# second} other {# seconds}}.',
  'http.too-slow': '{host} sends only {rate} per second.',
  'http.compressed': '{host} sent a compressed answer, which was not requested.',
  'http.answer-too-large': '{host} sent an answer of more than {limit}.',
  'http.answer-too-deep':
    '{host} sent an answer nested deeper than {levels, plural, one {# level} other {# levels}}.',
  'http.broken-json': '{host} sent JSON that is broken or cut off.',

  'http.provider-fault': '{host} has a problem of its own (status {status}).',
  'http.rate-limited': '{host} says that this account sends too many requests (status 429).',
  'http.wait-until': '{what} It asks to wait until {until}.',
  'http.wait-long': '{what} It asks to wait more than a day.',
  'http.account-paused': 'The provider asked this account to wait before the next request.',
  'http.circuit-open': 'The provider failed many times in a row, so it is not asked for a while.',
  'http.closed': 'The connection settings changed or Strapi is stopping, so the request ended.',
} as const;
