/** Whose a connector is: copies of a site keep still until somebody says that they are the owner. */
export const ownership = {
  'owner.copied':
    'Paused: copied from another environment. This connector belongs to the site “{saved}”, and this site is “{here}”. A copy asks the provider for nothing, publishes nothing, makes no accounts, sends no mails and deletes nothing there. If this is the same site under a new name, list “{saved}” in formerEnvironments of config/plugins (key meeting-connectors) and start Strapi again. If this site takes the place of the other one, open the list of connectors and choose “This site is the owner now”.',
  'owner.copied-nameless':
    'Paused: copied from another environment. This connector belongs to the site “{saved}”, and this site has no name. A copy asks the provider for nothing, publishes nothing, makes no accounts, sends no mails and deletes nothing there. Give this site a name first: environment in config/plugins (key meeting-connectors), or url in config/server. The name “{saved}” continues what that site did.',
  'owner.nameless':
    'Accounts, subscriptions and deletion at the provider are locked, because this site has no name, so a copy could not be told apart from the original. Set environment in config/plugins (key meeting-connectors, for example environment: “production”) or url in config/server, then start Strapi again.',
  'owner.unproven':
    'Accounts, subscriptions and deletion at the provider are locked, because this connector was saved before this site had the name “{here}”, and it may be a copy. Save the connector, or open the list of connectors and choose “This site is the owner now”.',
  'owner.no-name':
    'This site has no name yet, so it can’t be the owner of anything. Set environment in config/plugins (key meeting-connectors) or url in config/server, and start Strapi again.',
  'owner.no-mail':
    'This site is a copy of another one, so it sends no mails until somebody says in the list of connectors that this site is the owner now.',
} as const;
