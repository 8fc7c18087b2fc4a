import { connectorController } from './connector';
import { importController } from './import';
import { mailController } from './mail';
import { recordingApiController } from './recording-api';
import { runController } from './run';
import { settingsController } from './settings';
import { verificationController } from './verification';

export const controllers = {
  connector: connectorController,
  run: runController,
  import: importController,
  settings: settingsController,
  verification: verificationController,
  mail: mailController,
  recording: recordingApiController,
};
