/** Refusals of routes that belong to no other area. */
export const routes = {
  'route.not-found': 'This does not exist, or no longer exists.',
  'route.hidden-type': 'This type belongs to the plugin. Use the pages and routes of the plugin.',
  'route.delivery-gone': 'This delivery no longer exists.',
  'route.delivery-busy': 'This delivery is being processed right now. Try again in a moment.',
  'route.download-over':
    'The link of this download is too old, or the recording no longer shows the file. Load the page again.',
  'route.download-missing': 'The storage has no content for this file.',
  'route.import-gone': 'This import no longer exists.',
  'route.import-not-waiting': 'This import is finished or being processed, so there is nothing to try again.',
  'route.run-gone': 'This sync run no longer exists.',
  'route.mail-unknown': 'There is no such mail.',
  'route.link-alone':
    'Put a space before {placeholder}. As a part of another address, the link would be handed to that site.',
  'route.placeholder': '{placeholder} is not known here. Use only {placeholders}.',
  'route.no-example': 'This plugin knows no events of this provider. Use the wake-up address instead.',
  'route.no-secret':
    'Enter the webhook secret in the settings first. Until then, every request is refused, including a test event.',
  'route.test-refused': 'The test event was refused ({reason}). Enter the webhook secret again.',
  'route.captions-unreadable': 'The captions can’t be read. {reason}',
  'route.too-many-links':
    'You sent {links} links within an hour. No more are accepted for now. The provider announces recordings itself, too.',
  'route.members-only': 'Only a signed-in user of this site may do this.',
} as const;
