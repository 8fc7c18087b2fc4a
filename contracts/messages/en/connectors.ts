/** What managers do with connectors: saving, checking, previewing, removing. */
export const connectors = {
  'connector.gone': 'This connector no longer exists.',
  'connector.unreadable':
    'Saved values of this connector can’t be read: {fields}. Nothing is imported until somebody edits the connector, checks these values and saves it.',
  'row.unreadable': 'What was kept here can’t be read.',
  'connector.off': 'This connector is switched off. Switch it on, which starts a sync.',
  'connector.cannot-delete': '{provider} can’t delete recordings. They have to stay there.',
  'connector.no-trash': '{provider} has no trash. Deletion there is permanent.',
  'connector.confirm-deletion':
    'Recordings will be deleted at {provider} once they are in Strapi. To confirm, enter the name of the connector: {name}',
  'connector.no-hosts.author':
    '{provider} does not name the hosts of meetings, so recordings can only belong to the manager.',
  'connector.no-hosts.limit': '{provider} does not name the hosts of meetings. Leave this list empty.',
  'connector.cannot-list': '{provider} can’t list recordings, so there is nothing to preview.',
  'account.unknown-provider':
    'This version of the plugin has no provider “{provider}”. Update the plugin, or delete the connector.',
  'secret.no-key':
    'Secrets are only saved encrypted. Set admin.secrets.encryptionKey in config/admin, for example with the variable ENCRYPTION_KEY, then restart Strapi.',
  'secret.unreadable':
    '{field} can’t be decrypted with the encryption key of this site. Enter it again in the settings of the connector.',
  'check.talk': 'Connect to {provider}',
  'check.hosts': 'The listed hosts are known',
  'check.hosts.some': '{provider} does not know {hosts}. Nothing of theirs would be imported.',
  'check.hosts.none': '{provider} does not know {hosts}. With this list, nothing would be imported.',
  'check.storage': 'The folder for downloads can be used',
  'check.upload-rules': 'The Media Library accepts every file type that this connector imports',
  'check.upload-rules.type': '{mime} ({kinds})',
  'check.upload-rules.refused':
    'The upload rules of this site refuse {types}. Recordings would lack these files. Allow the types in config/plugins under upload.config.security, then restart Strapi.',
  'check.encryption-key': 'Secrets can be saved encrypted',
  'check.encryption-key.missing':
    'Set admin.secrets.encryptionKey in config/admin, for example with the variable ENCRYPTION_KEY, then restart Strapi.',
  'log.accounts-confirmed':
    '{manager} confirmed that accounts may be created for hosts. The preview named {count, plural, one {# account} other {# accounts}}.',
} as const;
