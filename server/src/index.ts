import { factories } from '@strapi/strapi';
import { bootstrap } from './bootstrap';
import { config } from './config';
import { contentTypes, RECORDING_UID } from './content-types';
import { controllers } from './controllers';
import { destroy } from './destroy';
import { register } from './register';
import { routes } from './routes';

/** Strapi's core controller of a type asks for its core service. */
const services = {
  recording: factories.createCoreService(RECORDING_UID as Parameters<typeof factories.createCoreService>[0]),
};

export default { register, bootstrap, destroy, config, contentTypes, controllers, services, routes };
