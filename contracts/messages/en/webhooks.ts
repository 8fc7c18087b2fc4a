/** Webhooks: where providers send events, and what came of each. */
export const webhooks = {
  'webhook.no-public-url':
    'The public address of this site is not known. Set url in config/server to the public https address of this site, then start Strapi again.',
  'webhook.private-address':
    'The url in config/server is this machine or a private address ({host}), so no provider can reach it. Set it to the public https address of this site, then start Strapi again.',
  'webhook.not-https':
    'The url in config/server is not https, and providers send webhooks over https only. Set it to the public https address of this site, then start Strapi again.',
  'webhook.connector-off': 'The connector is switched off. The event is processed when it is switched on.',
  'webhook.connector-paused':
    'The connector is paused, because it was copied from another environment. The event is processed when somebody says that this site is the owner now.',
  'webhook.unreadable':
    'This event was encrypted with another key. It can only be read with the admin.secrets.encryptionKey that was set when it came.',
  'webhook.unknown-provider':
    'This version of the plugin takes no events of “{provider}”. Update the plugin, then replay the event.',
} as const;
