/** One line for each provider that can be connected. */
export { blueJeans } from './bluejeans';
export { bigbluebutton } from './bigbluebutton';
export { digitalSamba } from './digital-samba';
export { etutorium } from './etutorium';
export { jaas } from './jaas';
export { vatra } from './vatra';
export { zoom } from './zoom';
export { msTeams } from './ms-teams';
