import { connectorController } from './connector';
import { deletionController } from './deletion';
import { deliveryController } from './delivery';
import { downloadController } from './download';
import { hookController } from './hook';
import { importController } from './import';
import { mailController } from './mail';
import { peopleController } from './people';
import { recordingApiController } from './recording-api';
import { reviewController } from './review';
import { roomApiController } from './room-api';
import { roomController } from './room';
import { runController } from './run';
import { settingsController } from './settings';
import { signInController } from './sign-in';
import { verificationController } from './verification';

export const controllers = {
  connector: connectorController,
  room: roomController,
  'room-api': roomApiController,
  run: runController,
  import: importController,
  deletion: deletionController,
  review: reviewController,
  settings: settingsController,
  'sign-in': signInController,
  verification: verificationController,
  mail: mailController,
  delivery: deliveryController,
  hook: hookController,
  people: peopleController,
  recording: recordingApiController,
  download: downloadController,
};
