import { UpdatePublishSettings } from '../../../contracts/publish-settings';
import { getRuntime } from '../runtime';
import { answering, bodyOf, parse, type Controller } from './http';

export const settingsController: Controller = ({ strapi }) => ({
  get: answering(async () => {
    const { publishDefaults, library } = getRuntime(strapi);
    return { data: { defaults: await publishDefaults.read(), folders: await library.folders() } };
  }),
  update: answering(async (ctx) => {
    const defaults = parse(UpdatePublishSettings.body, bodyOf(ctx));
    const { publishDefaults } = getRuntime(strapi);
    await publishDefaults.write(defaults);
    return { data: { defaults: await publishDefaults.read() } };
  }),
  folders: answering(async () => ({ data: await getRuntime(strapi).library.folders() })),
});
