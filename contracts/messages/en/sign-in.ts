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
  'sign-in.nothing-awaits':
    'This sign-in was confirmed or discarded before, took too long, or was replaced by a later one. Sign in again.',
  'sign-in.of-another': 'Only the person who began this sign-in can confirm or discard it.',
  'sign-in.not-confirmed':
    'Nobody confirmed the last sign-in within 30 minutes, so it was discarded. Sign in again.',
  'sign-in.replaced': 'Somebody signed in again in the meantime.',
} as const;
