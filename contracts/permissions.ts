import { RECORDING_UID, uid } from './plugin';

/**
 * Rights of the plugin, one verb each; `uid` gives the name that Strapi knows them by. Their texts are
 * English only: the role editor shows the `displayName` of a right as the server registered it, without a
 * look into the panel's translations (`PluginsAndSettings` of @strapi/admin, 5.45 to 5.54).
 */
export const PERMISSIONS = {
  'connectors.read': { subCategory: 'connectors', text: 'See connectors and their status' },
  'connectors.manage': { subCategory: 'connectors', text: 'Add, change, check and switch connectors' },
  'connectors.delete': { subCategory: 'connectors', text: 'Delete connectors' },
  'runs.read': {
    subCategory: 'runs',
    text: 'See sync runs, imports and their logs, with titles and hosts of all meetings',
  },
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
  'recordings.moderate': { subCategory: 'recordings', text: 'Approve and reject recordings' },
  'originals.read': {
    subCategory: 'recordings',
    text: 'Download original files of recordings, private chat included',
  },
  'recordings.hold': { subCategory: 'recordings', text: 'Put recordings on hold and lift holds' },
} as const;
export type PermissionId = keyof typeof PERMISSIONS;

export const permissionAction = (id: PermissionId) => uid(id);

/**
 * Rights that Strapi's content manager has on recordings; the role editor shows them among the
 * collection types. Whoever may read an entry may also read what the plugin knows about it.
 */
export const CONTENT_RIGHTS = {
  'content.read': 'plugin::content-manager.explorer.read',
  'content.update': 'plugin::content-manager.explorer.update',
  'content.delete': 'plugin::content-manager.explorer.delete',
} as const;
export type ContentRightId = keyof typeof CONTENT_RIGHTS;
export type RightId = PermissionId | ContentRightId;

const isContentRight = (id: RightId): id is ContentRightId => Object.hasOwn(CONTENT_RIGHTS, id);

/** A right as Strapi's role editor and route policies name it. */
export const rightOf = (id: RightId): { action: string; subject: string | null } =>
  isContentRight(id)
    ? { action: CONTENT_RIGHTS[id], subject: RECORDING_UID }
    : { action: permissionAction(id), subject: null };
