import { connectorController } from './connector';
import { importController } from './import';
import { recordingApiController } from './recording-api';
import { runController } from './run';
import { settingsController } from './settings';

export const controllers = {
  connector: connectorController,
  run: runController,
  import: importController,
  settings: settingsController,
  recording: recordingApiController,
};
