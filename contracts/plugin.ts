/** Names that Strapi, the server and the panel know the plugin by; without imports, so that all can take them. */

/** The key of `config/plugins`, and the name of the plugin in Strapi's registry. */
export const PLUGIN_ID = 'meeting-connectors';

/** A content type, service or right as Strapi names it: `uid('recording')` is `plugin::meeting-connectors.recording`. */
export const uid = <Name extends string>(name: Name) => `plugin::${PLUGIN_ID}.${name}` as const;

export const RECORDING_UID = uid('recording');

/** Every admin route lies below this path; every content-API route below `/api` + this path. */
export const ROUTE_PREFIX = `/${PLUGIN_ID}`;

/** Path of the plugin's pages in the admin panel. */
export const PLUGIN_PATH = `/plugins/${PLUGIN_ID}`;

const RECORDINGS = `/content-manager/collection-types/${RECORDING_UID}`;

/** Pages of the admin panel, below the panel's own address. */
export const paths = {
  connectors: `${PLUGIN_PATH}/connectors`,
  newConnector: `${PLUGIN_PATH}/connectors/new`,
  connector: (id: string) => `${PLUGIN_PATH}/connectors/${id}`,
  imports: (connectorId: string) => `${PLUGIN_PATH}/connectors/${connectorId}/imports`,
  import: (id: string) => `${PLUGIN_PATH}/imports/${id}`,
  runs: (connectorId?: string) =>
    `${PLUGIN_PATH}/runs${connectorId === undefined ? '' : `?connectorId=${connectorId}`}`,
  run: (id: string) => `${PLUGIN_PATH}/runs/${id}`,
  deliveries: (connectorId?: string) =>
    `${PLUGIN_PATH}/deliveries${connectorId === undefined ? '' : `?connectorId=${connectorId}`}`,
  delivery: (id: string) => `${PLUGIN_PATH}/deliveries/${id}`,
  reviews: `${PLUGIN_PATH}/reviews`,
  review: (documentId: string) => `${PLUGIN_PATH}/reviews?item=${documentId}`,
  verify: `${PLUGIN_PATH}/verify`,
  people: `${PLUGIN_PATH}/people`,
  mails: `${PLUGIN_PATH}/mails`,
  mailTemplates: `${PLUGIN_PATH}/mails/templates`,
  mailTemplate: (id: string) => `${PLUGIN_PATH}/mails/templates/${id}`,
  publishSettings: `/settings/${PLUGIN_ID}`,
  recordings: RECORDINGS,
  recording: (documentId: string) => `${RECORDINGS}/${documentId}`,
  /** The version in this language. */
  recordingIn: (documentId: string, locale: string) =>
    `${RECORDINGS}/${documentId}?plugins[i18n][locale]=${encodeURIComponent(locale)}`,
  /** The Media Library has no address for a single file. Its search finds the file by name. */
  mediaFile: (name: string) => `/plugins/upload?_q=${encodeURIComponent(name)}`,
};
