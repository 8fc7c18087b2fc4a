import { bigbluebutton } from './bigbluebutton';
import { bluejeans } from './bluejeans';
import { checks } from './checks';
import { digitalSamba } from './digital-samba';
import { etutorium } from './etutorium';
import { jaas } from './jaas';
import { mails } from './mails';
import { msTeams } from './ms-teams';
import { vatra } from './vatra';
import { zoom } from './zoom';

export const uk = {
  ...checks,
  ...bigbluebutton,
  ...bluejeans,
  ...digitalSamba,
  ...etutorium,
  ...jaas,
  ...mails,
  ...msTeams,
  ...vatra,
  ...zoom,
};
