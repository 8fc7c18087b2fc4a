/** PEM keys that managers paste, of whichever provider. */
export const keys = {
  'key.private.incomplete':
    'The private key is incomplete. Paste all of it, from the line -----BEGIN PRIVATE KEY----- (or BEGIN RSA PRIVATE KEY) to the matching -----END line.',
  'key.private.password':
    'The private key is protected by a password. Paste it without one: openssl pkey -in key.pem prints it.',
  'key.private.other-type': 'This is not the private key. The pasted text begins with “BEGIN {type}”.',
  'key.private.damaged':
    'The private key is damaged. A part of it is missing or was changed. Paste it again.',
  'key.private.too-short': 'The private key has only {bits} bits. Make a pair with at least {least} bits.',
  'key.public.incomplete':
    'The public key is incomplete. Paste all of it, from the line -----BEGIN PUBLIC KEY----- to the matching -----END line.',
  'key.public.damaged': 'The public key is damaged. A part of it is missing or was changed. Paste it again.',
} as const;
