import { alert } from './alert';
import { uid } from '../../../contracts/plugin';
import { connector } from './connector';
import { credential } from './credential';
import { fileOwner } from './file-owner';
import { hold } from './hold';
import { hostPerson } from './host-person';
import { importFile } from './import-file';
import { importRow } from './import';
import { outboxMail } from './outbox-mail';
import { participant } from './participant';
import { recording } from './recording';
import { signIn } from './sign-in';
import { review } from './review';
import { runLogEntry, syncRun } from './sync-run';
import { webhookDelivery } from './webhook-delivery';

export const contentTypes = {
  connector: { schema: connector },
  credential: { schema: credential },
  'sign-in': { schema: signIn },
  'sync-run': { schema: syncRun },
  'run-log-entry': { schema: runLogEntry },
  import: { schema: importRow },
  'import-file': { schema: importFile },
  'outbox-mail': { schema: outboxMail },
  alert: { schema: alert },
  'webhook-delivery': { schema: webhookDelivery },
  'host-person': { schema: hostPerson },
  participant: { schema: participant },
  recording: { schema: recording },
  review: { schema: review },
  'file-owner': { schema: fileOwner },
  hold: { schema: hold },
};

/** Every type but `recording` is the plugin's own business. */
export const HIDDEN_UIDS: readonly string[] = Object.keys(contentTypes)
  .filter((name) => name !== 'recording')
  .map(uid);
