/** Reviews: refusals, and the reasons for a rejection that a site starts with and can change. */
export const reviews = {
  'review.recording-gone': 'This recording no longer exists.',
  'review.recording-hidden': 'This recording no longer exists, or you may not read it.',
  'review.recording-read-only': 'You may not edit this recording, so you can’t send it to review.',
  'review.language-hidden':
    'This recording waits in a language in which you may not read it. Ask somebody who may.',
  'approval.added': '“{name}” is published in a recording, and was not part of what a moderator approved.',
  'approval.removed': '“{name}” was approved, and the published recording no longer shows it.',
  'approval.changed': 'The content of “{name}” differs from what a moderator approved.',
  'review.reason.title': 'The title does not say what the meeting was about.',
  'review.reason.people': 'It shows people who may not have agreed to be shown.',
  'review.reason.confidential':
    'It contains something confidential. Cut it out, or keep the recording private.',
} as const;
