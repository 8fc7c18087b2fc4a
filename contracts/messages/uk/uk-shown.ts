import { bigbluebutton } from './bigbluebutton';
import { bluejeans } from './bluejeans';
import { checks } from './checks';
import { connectors } from './connectors';
import { digitalSamba } from './digital-samba';
import { etutorium } from './etutorium';
import { fields } from './fields';
import { form } from './form';
import { guards } from './guards';
import { imports } from './imports';
import { http } from './http';
import { jaas } from './jaas';
import { keys } from './keys';
import { kinds } from './kinds';
import { missing } from './missing';
import { pipeline } from './pipeline';
import { mails } from './mails';
import { media } from './media';
import { msTeams } from './ms-teams';
import { providers } from './providers';
import { texts } from './texts';
import { people } from './people';
import { routes } from './routes';
import { signIn } from './sign-in';
import { reasons } from './reasons';
import { runs } from './runs';
import { reviews } from './reviews';
import { vatra } from './vatra';
import { webhooks } from './webhooks';
import { zoom } from './zoom';
import { deletion } from './deletion';
import { ownership } from './ownership';

/** What the panel shows, and so loads. */
export const ukShown = {
  ...checks,
  ...bigbluebutton,
  ...bluejeans,
  ...connectors,
  ...digitalSamba,
  ...etutorium,
  ...fields,
  ...form,
  ...http,
  ...jaas,
  ...keys,
  ...pipeline,
  ...missing,
  ...kinds,
  ...guards,
  ...imports,
  ...mails,
  ...media,
  ...msTeams,
  ...providers,
  ...texts,
  ...people,
  ...routes,
  ...signIn,
  ...reviews,
  ...vatra,
  ...webhooks,
  ...zoom,
  ...deletion,
  ...ownership,
  ...reasons,
  ...runs,
};
