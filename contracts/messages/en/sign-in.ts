/** Signing in at a provider: refusals, and the small page on which a sign-in ends. */
export const signIn = {
  'sign-in.nobody': 'Nobody signs in at this provider.',
  'sign-in.not-needed': 'With these settings, nobody needs to sign in.',
  'sign-in.changed': 'Config was changed',
  'sign-in.alert-changed': '{alert}. {changed}',
  'sign-in.not-granted': '{alert}. Not granted: {permissions}',
  'sign-in.settings-changed':
    'The settings of the connector were changed during the sign-in. Start the sign-in again.',
  'sign-in.refused':
    'The provider ended the sign-in without giving access. Sign in again and accept what is asked for. If an administrator must allow it, ask them first.',
  'sign-in.not-https':
    'Most providers accept an address without https only for localhost. Set url in config/server to the https address of this site.',
  'sign-in.busy': 'Another import is using the sign-in of this connector. This is tried again.',
  'sign-in.unreadable':
    'The token of the sign-in can’t be decrypted with the encryption key of this site. Sign in again.',
  'sign-in.replaced': 'Somebody signed in again in the meantime.',
  'sign-in.page.back': 'Back to the connector in Strapi',
  'sign-in.page.done': 'Signed in as {account}',
  'sign-in.page.done.text': 'The connector is authorized. You can close this page.',
  'sign-in.page.partly': 'Signed in as {account}, but not everything was allowed',
  'sign-in.page.partly.text': 'Not granted: {permissions}. Sign in again after it is allowed.',
  'sign-in.page.refused': 'The sign-in did not succeed',
  'sign-in.page.provider-says': 'The provider says: “{words}”',
  'sign-in.page.unknown': 'This sign-in is not known here',
  'sign-in.page.unknown.text':
    'It was used before, took too long, or was started elsewhere. Start it again in Strapi: open Meeting Connectors, then the connector, and use its sign-in button.',
  'sign-in.page.explain': 'A sign-in ends here',
  'sign-in.page.explain.text':
    'The provider sends the browser to this address after a sign-in. Start the sign-in in Strapi: open Meeting Connectors, then the connector, and use its sign-in button.',
} as const;
