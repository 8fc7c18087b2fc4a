/** What several providers say. `{wanted}` is a `provider.to.…` text: what a call was for. */
export const providers = {
  'provider.to.get-token': 'get a token',
  'provider.to.list-users': 'list the users',
  'provider.to.read-user': 'read a user',
  'provider.to.list-recordings': 'list the recordings',
  'provider.to.list-recordings-of-user': 'list the recordings of a user',
  'provider.to.read-recording': 'read a recording',
  'provider.to.get-download-link': 'get a download link',
  'provider.to.delete-recording': 'delete a recording',
  'provider.to.recover-recording': 'recover a recording from the trash',
  'provider.to.subscribe': 'subscribe to its events',
  'provider.to.unsubscribe': 'end the subscription to its events',

  'provider.credentials-rejected':
    '{provider} rejected the credentials. Copy {settings} again: {where}. Then check the connection.',
  'provider.forbidden': '{provider} does not allow the plugin to {wanted}. {advice}',
  'provider.rate-limited': '{provider} says that this account sends too many requests.',
  'provider.failed': '{provider} could not {wanted} (status {status}).',
  'provider.failed.code': '{provider} could not {wanted} (status {status}, code {code}).',
  'provider.unexpected-answer':
    'Could not {wanted}: {provider} gave an unexpected answer (status {status}). If this keeps happening, check the setting “{setting}”.',
  'provider.other-meeting': '{provider} sent a different meeting from the one requested.',
  'provider.page-loop': 'The list from {provider} never ends: the same page came twice.',
  'provider.no-start-time':
    '{provider} listed a recording without a start time. If this keeps happening, look at the recording there.',

  'provider.unreadable-entry':
    '{provider} lists an entry that can’t be read, so it is left out for now and looked at again in each run.',
  'provider.unreadable-fields':
    '{provider} lists it with values that can’t be read ({fields}), so it is left out for now and looked at again in each run.',
  'provider.unnamed-entry': 'An entry without a readable name',
  'provider.recording-gone': '{provider} no longer has this recording.',
  'provider.file-gone': '{provider} no longer has this file.',
  'provider.file-processing': '{provider} is still recording or processing this file.',
  'provider.file-not-served': '{provider} lists this file but does not serve it yet.',
  'provider.still-working': '{provider} is still working on this recording, so nothing is deleted yet.',
  'provider.bad-link': 'The download address from {provider} is not a valid address.',
  'provider.foreign-link':
    'The download address from {provider} leads to {host}, which is not one of its hosts. The plugin did not request it.',
  'provider.link-rejected': '{provider} rejects the link to this file.',
  'provider.link-missing': 'The link that {provider} gave for this file leads nowhere.',
  'provider.link-web-page': '{provider} sends a web page instead of this file.',
  'provider.link-error': '{provider} sends an error message instead of this file.',
  'provider.new-link-failed': '{what} A new link did not help.',
  'provider.download-status': '{host} answered the download with status {status}.',
  'provider.download-other-part':
    '{host} sent a different part of the file from the one requested. The file will be downloaded again from the beginning.',

  'settings.missing': '{label} is missing.',
  'settings.wrong-type': '{label} has a value of the wrong type.',
  'settings.too-long': '{label} is too long.',
  'settings.not-a-choice': '{label}: choose one of {options}.',
  'settings.not-an-address': '{label}: {what}',
  'settings.unknown': 'This provider has no setting “{key}”.',
  'settings.several': '{before} {next}',
} as const;
