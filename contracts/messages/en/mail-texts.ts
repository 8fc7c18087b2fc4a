/** Mails, before a manager changes them; `contracts/mail-templates.ts` lists the values of each. */
export const mailTexts = {
  'mail-text.recordings-uploaded.subject': 'Your meeting recordings have arrived',
  'mail-text.recordings-uploaded.text':
    'Hello {host},\n\nThese recordings of your meetings have arrived:\n\n{recordings}\n\nChoose a password to sign in and edit them:\n{signUpLink}\n\nOpen them: {link}',
  'mail-text.invitation.subject': 'Your account for meeting recordings',
  'mail-text.invitation.text':
    'Hello {host},\n\nAn account was created for you, so that the recordings of your meetings belong to you.\n\nChoose a password to sign in:\n{signUpLink}',
  'mail-text.waiting-for-review.subject': 'Recordings to review: {number}',
  'mail-text.waiting-for-review.text':
    'These recordings are waiting for your review:\n\n{recordings}\n\nReview them: {link}',
  'mail-text.approved.subject': 'Published: {title}',
  'mail-text.approved.text':
    '{moderator} approved the recording “{title}”. It is published.\n\nOpen it: {link}',
  'mail-text.rejected.subject': 'Not published: {title}',
  'mail-text.rejected.text':
    '{moderator} did not approve the recording “{title}”. The reason:\n\n{reason}\n\nChange it and send it to review again: {link}',
  'mail-text.needs-you.subject': '{connector} needs you',
  'mail-text.needs-you.text':
    'The connector “{connector}” has stopped until somebody acts:\n\n{problem}\n\nOpen it: {link}',
  'mail-text.needs-you-over.subject': '{connector} continues',
  'mail-text.needs-you-over.text': 'The connector “{connector}” no longer needs anybody.\n\nOpen it: {link}',
  'mail-text.late.subject': '{connector} is late',
  'mail-text.late.text':
    'The last successful sync of the connector “{connector}” was on {since}.\n\nThe reason: {problem}\n\nOpen it: {link}',
  'mail-text.late-over.subject': '{connector} is on time again',
  'mail-text.late-over.text': 'The connector “{connector}” is on time again.\n\nOpen it: {link}',
  'mail-text.link-expires.subject': 'A recording is about to be lost: {title}',
  'mail-text.link-expires.text':
    'The recording “{title}” of the connector “{connector}” is not in Strapi yet. The provider serves it only until {deadline}.\n\nThe reason: {problem}\n\nOpen it: {link}',
  'mail-text.link-expires-over.subject': 'No longer about to be lost: {title}',
  'mail-text.link-expires-over.text':
    'The recording “{title}” of the connector “{connector}”: {outcome}\n\nOpen it: {link}',
  'mail.line': '{title} ({standing})',
  'mail.standing.published': 'published',
  'mail.standing.pending': 'waiting for review',
  'mail.standing.rejected': 'not approved',
  'mail.standing.draft': 'draft',
  'mail.more': 'and {count, plural, one {# more} other {# more}}',
  'mail.with-words': '{what} ({words})',
  'mail.sample.problem': 'Zoom rejected the client secret. Enter it again.',
  'mail.sample.reason': 'The first ten minutes show a private screen.',
  'mail.inbox': '{count, plural, one {# event is waiting} other {# events are waiting}}',
  'mail.inbox.over': 'Waiting events',
  'mail.inbox.outcome': 'The events were processed, or their links expired.',
  'mail.inbox.nobody':
    'No instance of this site processes events. Check whether jobs.enabled is on somewhere.',
  'mail.inbox.off': 'The connector is switched off.',
} as const;
