import { factories } from '@strapi/strapi';
import { RECORDING_UID } from '../content-types';

/**
 * The content API of recordings: Strapi's own find and findOne, so that its rights, sanitizing and
 * query rules hold. Who may see what is decided in one place, `services/recording-visibility.ts`.
 */
export const recordingApiController = factories.createCoreController(
  RECORDING_UID as Parameters<typeof factories.createCoreController>[0],
);
