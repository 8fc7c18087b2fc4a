import type { Core } from '@strapi/strapi';
import { RECORDING_EVENTS, type RecordingEvent } from '../../../contracts/events';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Clock } from '../domain/clock';
import { isoOf } from '../domain/instant';
import { ownLocale } from '../site/own-locale';

type EventKey = keyof typeof RECORDING_EVENTS;
interface WebhookStore {
  addAllowedEvent(key: string, value: string): void;
}

/** Events of recordings on Strapi's event hub. Strapi's own webhooks send them. */
export interface Announcements {
  /** Sent when the open transaction is committed; never when it is rolled back. */
  afterCommit(event: EventKey, documentId: string, more?: { reason?: string }): void;
}

export function openAnnouncements(
  strapi: Core.Strapi,
  clock: Clock,
  failed: (error: unknown) => void,
): Announcements {
  const send = async (event: EventKey, documentId: string, more: { reason?: string }) => {
    const entry: { title: string | null; provider: string | null } | null = await strapi.db
      .query(RECORDING_UID)
      .findOne({ where: { documentId, ...(await ownLocale(strapi)) }, select: ['title', 'provider'] });
    const payload: RecordingEvent = {
      version: 1,
      documentId,
      title: entry?.title ?? '',
      provider: entry?.provider ?? null,
      at: isoOf(clock()),
      ...more,
    };
    await strapi.eventHub.emit(RECORDING_EVENTS[event], { ...payload });
  };
  return {
    afterCommit(event, documentId, more = {}) {
      void strapi.db
        .transaction(({ onCommit }) => {
          onCommit(() => void send(event, documentId, more).catch(failed));
        })
        .catch(failed);
    },
  };
}

/** Offers the events in Strapi's webhook settings. */
export function allowRecordingEvents(strapi: Core.Strapi): void {
  const store = strapi.get('webhookStore') as WebhookStore;
  for (const name of Object.values(RECORDING_EVENTS)) store.addAllowedEvent(name, name);
}
