export const PLUGIN_ID = 'meeting-connectors';

/** Where the pages of the plugin lie in the admin panel. */
export const PLUGIN_PATH = `/plugins/${PLUGIN_ID}`;

export const RECORDING_UID = `plugin::${PLUGIN_ID}.recording`;

export const paths = {
  connectors: `${PLUGIN_PATH}/connectors`,
  newConnector: `${PLUGIN_PATH}/connectors/new`,
  connector: (id: number) => `${PLUGIN_PATH}/connectors/${id}`,
  imports: (connectorId: number) => `${PLUGIN_PATH}/connectors/${connectorId}/imports`,
  runs: (connectorId?: number) =>
    `${PLUGIN_PATH}/runs${connectorId === undefined ? '' : `?connectorId=${connectorId}`}`,
  run: (id: number) => `${PLUGIN_PATH}/runs/${id}`,
  publishSettings: `/settings/${PLUGIN_ID}`,
  recording: (documentId: string) => `/content-manager/collection-types/${RECORDING_UID}/${documentId}`,
};
