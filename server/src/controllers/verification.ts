import { StartVerification } from '../../../contracts/verify';
import { getRuntime } from '../runtime';
import { answering, bodyOf, parse, type Controller } from './http';

export const verificationController: Controller = ({ strapi }) => {
  const verification = () => getRuntime(strapi).verification;
  return {
    get: answering(async () => ({ data: await verification().view() })),
    start: answering(async (ctx) => ({
      data: await verification().start(parse(StartVerification.body, bodyOf(ctx)).newestFiles),
    })),
    stop: answering(async () => ({ data: await verification().stop() })),
  };
};
