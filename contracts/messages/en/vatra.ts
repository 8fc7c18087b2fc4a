export const vatra = {
  'vatra.summary':
    'Signed join links for the rooms of a Vatra server. Vatra publishes no API for anything else.',
  'vatra.field.server': 'Server',
  'vatra.field.server.help': 'The address of your Vatra server. Ask whoever runs it.',
  'vatra.field.apiToken': 'API Token',
  'vatra.field.apiToken.help': 'From Vatra. It is stored for later: no call that needs it is publicly known.',
  'vatra.field.jwtPublicKey': 'JWT public key',
  'vatra.field.jwtPublicKey.help':
    'The public half as PEM (BEGIN PUBLIC KEY). Vatra verifies join links with it. If empty, it is derived from the private key.',
  'vatra.field.jwtPrivateKey': 'JWT private key',
  'vatra.field.jwtPrivateKey.help':
    'The private half as PEM (BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY), without a password. It signs join links and never leaves this site.',
  'vatra.field.algorithm': 'Signature',
  'vatra.field.algorithm.help': 'Must fit the key. Ask Vatra which one it accepts.',
  'vatra.field.keyId': 'Key ID',
  'vatra.field.keyId.help': 'Only if Vatra gave the key a name.',
  'vatra.field.issuer': 'Issuer',
  'vatra.field.issuer.help': 'Goes into the token as iss.',
  'vatra.field.audience': 'Audience',
  'vatra.field.audience.help': 'Goes into the token as aud.',
  'vatra.field.linkTemplate': 'Form of a room link',
  'vatra.field.linkTemplate.help':
    'Ask Vatra. Use the placeholders {placeholders}. Without it, no join links are made.',
  'vatra.check.address': 'The server can be reached',
  'vatra.check.keys': 'Both keys can be read and fit the signature',
  'vatra.check.pair': 'The public key verifies what the private key signs',
  'vatra.check.pair.other':
    'The two keys do not belong together, so Vatra would refuse every link. Enter both halves of one pair.',
  'vatra.check.link': 'The form of a room link is complete',

  'vatra.key.private-in-public':
    'This is a private key, so the two fields are swapped. Anyone who can read this connector could have read the key. Make a new pair.',
  'vatra.key.other-kind':
    'The private key does not fit {algorithm}. Choose the signature that Vatra accepts for this key.',
  'vatra.link.no-template':
    'Vatra does not publish the form of its room links. Ask its support, then enter the form under Advanced → Form of a room link.',
  'vatra.link.unknown-placeholder':
    'The form of a room link has the unknown placeholder {placeholder}. Use only {placeholders}.',
  'vatra.link.foreign': 'The form of a room link leads to another server. It must begin with {server}.',
  'vatra.room-name': 'Enter the name of a room.',
} as const;
