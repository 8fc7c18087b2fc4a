import { setTimeout as sleep } from 'node:timers/promises';
import { digest } from './signatures';
import type { Context } from './context';
import { cdata } from './xml';
import { failed, success, type Call } from './answers';

interface Hook {
  id: string;
  callbackUrl: string;
  meetingId?: string;
  eventIds: string[];
}

/** An event as the module maps it. */
export interface HookEvent {
  id: string;
  meeting: { internalId: string; externalId: string };
  attributes?: Record<string, unknown>;
}

/** The optional module that sends events to addresses. */
export function createHooks(context: Context) {
  const { settings, clock } = context;
  const hooks = new Map<string, Hook>();
  let lastId = 0;

  const calls: Record<string, Call> = {
    'hooks/create': (parameters) => {
      const callbackUrl = parameters.get('callbackURL') ?? '';
      if (callbackUrl === '') {
        return failed('missingParamCallbackURL', 'You must specify a callbackURL in the parameters.');
      }
      const known = [...hooks.values()].find((hook) => hook.callbackUrl === callbackUrl);
      if (known !== undefined) {
        return success({
          hookID: known.id,
          messageKey: 'duplicateWarning',
          message: 'There is already a hook for this callback URL.',
        });
      }
      const id = String((lastId += 1));
      const meetingId = parameters.get('meetingID') ?? undefined;
      const eventIds = (parameters.get('eventID') ?? '').split(',').filter((one) => one !== '');
      hooks.set(id, { id, callbackUrl, eventIds, ...(meetingId === undefined ? {} : { meetingId }) });
      return success({ hookID: id, permanentHook: false, rawData: parameters.get('getRaw') === 'true' });
    },
    'hooks/list': () =>
      success({
        hooks: {
          hook: [...hooks.values()].map(({ id, callbackUrl, meetingId, eventIds }) => ({
            hookID: id,
            callbackURL: cdata(callbackUrl),
            ...(meetingId === undefined ? {} : { meetingID: cdata(meetingId) }),
            eventID: eventIds.join(','),
            permanentHook: false,
            rawData: false,
          })),
        },
      }),
    'hooks/destroy': (parameters) => {
      const id = parameters.get('hookID') ?? '';
      if (id === '') return failed('missingParamHookID', 'You must specify a hookID in the parameters.');
      return hooks.delete(id)
        ? success({ removed: true })
        : failed('destroyMissingHook', 'The hook informed was not found.');
    },
    'hooks/ping': () => success({ messageKey: 'pong', message: 'bbb-webhooks API is alive' }),
  };

  /** The request of one delivery, signed over the raw body and the address as it was registered. */
  function requestOf(callbackUrl: string, event: HookEvent, atMs = clock()) {
    const told = {
      data: {
        type: 'event',
        id: event.id,
        attributes: {
          meeting: {
            'internal-meeting-id': event.meeting.internalId,
            'external-meeting-id': event.meeting.externalId,
          },
          ...event.attributes,
        },
        event: { ts: atMs },
      },
    };
    const body = new URLSearchParams({
      ...(settings.hooksEvent === 'list' ? { domain: new URL(context.base()).host } : {}),
      event: JSON.stringify(settings.hooksEvent === 'list' ? [told] : told),
      timestamp: String(atMs),
    }).toString();
    const checksum = digest(settings.hooksChecksum, `${callbackUrl}${body}${context.secret()}`);
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (settings.hooksBearer) headers.authorization = `Bearer ${context.secret()}`;
    const url = settings.hooksBearer
      ? callbackUrl
      : `${callbackUrl}${callbackUrl.includes('?') ? '&' : '?'}checksum=${checksum}`;
    return { url, headers, body };
  }

  /** Retries until it is accepted. 401 counts as accepted. A hook without retries left is removed. */
  async function deliver(hook: Hook, event: HookEvent): Promise<number[]> {
    const { url, headers, body } = requestOf(hook.callbackUrl, event);
    const statuses: number[] = [];
    while (statuses.length < settings.hookTries) {
      const status = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }).then(
        (response) => response.status,
        () => 0,
      );
      statuses.push(status);
      if ((status >= 200 && status < 300) || status === 401) return statuses;
      await sleep(settings.hookRetryMs);
    }
    hooks.delete(hook.id);
    return statuses;
  }

  return {
    calls,
    list: (): readonly Hook[] => [...hooks.values()],
    requestOf,
    /** Sends to all registered addresses. Returns the statuses of each delivery. */
    emit: (event: HookEvent): Promise<number[][]> =>
      Promise.all(
        [...hooks.values()]
          .filter(({ meetingId }) => meetingId === undefined || meetingId === event.meeting.externalId)
          .filter(({ eventIds }) => eventIds.length === 0 || eventIds.includes(event.id))
          .map((hook) => deliver(hook, event)),
      ),
    clear(): void {
      hooks.clear();
      lastId = 0;
    },
  };
}
export type Hooks = ReturnType<typeof createHooks>;
