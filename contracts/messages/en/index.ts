import { bigbluebutton } from './bigbluebutton';
import { bluejeans } from './bluejeans';
import { checks } from './checks';
import { digitalSamba } from './digital-samba';
import { etutorium } from './etutorium';
import { jaas } from './jaas';
import { mailTexts } from './mail-texts';
import { mails } from './mails';
import { media } from './media';
import { msTeams } from './ms-teams';
import { providers } from './providers';
import { texts } from './texts';
import { vatra } from './vatra';
import { zoom } from './zoom';
import { deletion } from './deletion';

/** English is whole by definition: its codes are all codes there are. */
export const en = {
  ...checks,
  ...bigbluebutton,
  ...bluejeans,
  ...digitalSamba,
  ...etutorium,
  ...jaas,
  ...mails,
  ...mailTexts,
  ...media,
  ...msTeams,
  ...providers,
  ...texts,
  ...vatra,
  ...zoom,
  ...deletion,
} as const;
