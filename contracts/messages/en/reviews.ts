/** Reviews: refusals, and the reasons for a rejection that a site starts with and can change. */
export const reviews = {
  'review.recording-gone': 'This recording no longer exists.',
  'review.recording-hidden': 'This recording no longer exists, or you may not read it.',
  'review.recording-read-only': 'You may not edit this recording, so you can’t send it to review.',
  'review.reason.title': 'The title does not say what the meeting was about.',
  'review.reason.people': 'It shows people who may not have agreed to be shown.',
  'review.reason.confidential':
    'It contains something confidential. Cut it out, or keep the recording private.',
} as const;
