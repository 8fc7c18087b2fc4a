/** The small page on which a sign-in at a provider ends. Only the server shows it. */
export const signInPage = {
  'sign-in.page.back': 'Back to the connector in Strapi',
  'sign-in.page.done': 'Signed in as {account}',
  'sign-in.page.confirm':
    'Go back to Strapi: there, whoever began this sign-in confirms the account. Nothing uses it before.',
  'sign-in.page.sent':
    'Did somebody send you the link to this sign-in? Then tell the administrators of the site: such links are not meant to be sent.',
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
