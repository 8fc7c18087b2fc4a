import { PLUGIN_ID } from './plugin';

/**
 * Events on Strapi's event hub, sent after the change is committed. They contain no secrets, links or email
 * addresses. When a payload changes, `version` is raised.
 */
export const RECORDING_EVENTS = {
  imported: `${PLUGIN_ID}.recording.imported`,
  pendingReview: `${PLUGIN_ID}.recording.pending-review`,
  approved: `${PLUGIN_ID}.recording.approved`,
  rejected: `${PLUGIN_ID}.recording.rejected`,
} as const;

export interface RecordingEvent {
  version: 1;
  documentId: string;
  title: string;
  /** Id of the provider, e.g. `zoom`; null for an entry that was not imported. */
  provider: string | null;
  /** ISO instant of the event. */
  at: string;
  /** Of a rejection: the reason that the moderator typed. */
  reason?: string;
}
