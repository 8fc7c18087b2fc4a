/** Permission actions of the plugin, one verb each; `plugin::meeting-connectors.` stands before them. */
export const PERMISSIONS = {
  'connectors.read': { subCategory: 'connectors', text: 'See connectors and their status' },
  'connectors.manage': { subCategory: 'connectors', text: 'Add, change, check and switch connectors' },
  'connectors.delete': { subCategory: 'connectors', text: 'Delete connectors' },
  'runs.read': { subCategory: 'runs', text: 'See sync runs, imports and their logs' },
  'runs.start': { subCategory: 'runs', text: 'Start and stop sync runs, try imports again' },
  'deliveries.read': { subCategory: 'deliveries', text: 'See webhook addresses and what came to them' },
  'deliveries.replay': { subCategory: 'deliveries', text: 'Replay webhook deliveries and send test events' },
  'settings.read': {
    subCategory: 'settings',
    text: 'See the settings of the site, its mails and who they went to',
  },
  'settings.manage': {
    subCategory: 'settings',
    text: 'Change the settings and mails of the site, send mails again',
  },
} as const;
export type PermissionId = keyof typeof PERMISSIONS;

export const permissionAction = (id: PermissionId) => `plugin::meeting-connectors.${id}` as const;
