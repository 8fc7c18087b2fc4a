/** Who becomes the author of a recording, the accounts of hosts, and what waits for a manager. */
export const people = {
  'author.fallback': 'The manager is the author of “{title}” instead of {host}. {reason}',
  'author.its-host': 'its host',
  'author.none':
    '“{title}” has no author, because no user of Users & Permissions has the address of the manager.',
  'author.busy': 'Another import is looking up the same host. This import is tried again.',
  'author.reason.no-email': 'The provider gives no email address of the host.',
  'author.reason.malformed-email': 'The provider gives an email address of the host that is not valid.',
  'author.reason.domain-not-allowed': 'The domain of the host’s address is not one of the allowed domains.',
  'author.reason.ambiguous': 'Several users have the address of the host.',
  'author.reason.blocked': 'The user with the address of the host is blocked.',
  'author.reason.unknown-user':
    'The host is not a user of this site, and no account is created from what an event says.',
  'author.reason.left':
    'A manager decided that the recordings of this host stay with the connector’s manager.',
  'log.account-made':
    'Created an account for {email} with the role Contributor. It can sign in after its password is set.',
  'log.account-upgraded': 'Gave {email} the role Contributor as well.',
  'log.account-not-upgraded': '{email} is the author and did not get the role Contributor. {reason}',
  'people.manager': 'A manager',
  'people.one-role':
    'A user there has only one role, and Contributor lacks rights of the role “{role}”. Add rights on recordings to that role instead.',
  'people.no-email': 'An account can’t be created without an email address.',
  'people.ambiguous': 'Several users have this address. Link one of them.',
  'people.host-gone': 'This host no longer exists.',
  'people.user-gone': 'This user no longer exists.',
  'people.user-blocked': '{name} is blocked or inactive. Choose another user.',
  'people.not-invited': 'This host has no account that waits for its first password.',
  'people.no-members': 'The plugin Users & Permissions is not installed on this site.',
  'people.role-gone': 'This role no longer exists.',
  'people.super-admin': 'Super admins may do everything. Choose another role.',
  'people.role-beyond':
    'The role “{role}” may do more than you. Accounts of hosts can get it only when somebody who has its rights, or who may manage users and roles, saves this.',
  'needs-you.role-beyond':
    'A host needs an account, and accounts get the role “{role}”. It may do more than somebody who chose it, saved this connector or confirmed its accounts. Somebody who has its rights, or who may manage users and roles, has to save the settings under Authors and this connector. Or choose the role Contributor.',
  'needs-you.role-unusable': 'A host needs an account, and the chosen role can’t be used. {reason}',
  'needs-you.manager-gone':
    'The manager who set up this connector no longer exists. Open the settings of the connector and save them to become its author.',
  'needs-you.manager-blocked':
    'The manager who set up this connector is blocked or inactive. Open the settings of the connector and save them to become its author.',
  'needs-you.accounts':
    'Recordings will belong to their hosts, and accounts may be created for them. Open the preview of this connector, which names them, and confirm.',
} as const;
