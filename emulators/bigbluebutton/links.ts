import { createHmac, randomBytes } from 'node:crypto';
import type { Context } from './context';
import type { Format, Recording } from './world';

const PLAYER = '2.3';

/** Addresses at which recordings are played, and the sessions of protected ones. */
export function createLinks(context: Context) {
  const { settings, clock } = context;
  /** One-time tokens that were not used yet. */
  const tokens = new Map<string, { recordId: string; type: string }>();
  const issued: string[] = [];

  const folderOf = (recordId: string, type: string) =>
    type === 'screenshare' && !settings.scalelite
      ? `/recording/screenshare/${recordId}/`
      : type === 'video' && !settings.scalelite
        ? `/playback/video/${recordId}/`
        : `/${type}/${recordId}/`;

  /** The address of a format after its link was opened. */
  function playbackPath({ recordId }: Pick<Recording, 'recordId'>, { type, files }: Format): string {
    switch (type) {
      case 'presentation':
        return `/playback/presentation/${PLAYER}/${recordId}`;
      case 'podcast':
      case 'notes':
        return `/${type}/${recordId}/${[...files.keys()][0] ?? ''}`;
      default:
        return folderOf(recordId, type);
    }
  }

  const sign = (text: string) =>
    createHmac('sha256', 'emulated-session-key').update(text).digest('base64url');
  const cookieName = (recordId: string, type: string) => `recording_${type}_${recordId}`;

  return {
    folderOf,
    playbackPath,
    /** The address in a listing. A protected recording gets a new one each time. */
    linkOf(recording: Recording, format: Format): string {
      if (format.url !== undefined) return format.url;
      const base = context.mediaBase();
      if (!settings.protected) {
        // Scalelite lists the old address and redirects from there.
        const { type } = format;
        const path =
          settings.scalelite && type === 'video'
            ? `/playback/video/${recording.recordId}`
            : settings.scalelite && type === 'screenshare'
              ? `/recording/screenshare/${recording.recordId}`
              : playbackPath(recording, format);
        return `${base}${path}`;
      }
      const token = randomBytes(32).toString('hex');
      tokens.set(token, { recordId: recording.recordId, type: format.type });
      issued.push(token);
      return `${base}/recording/${recording.recordId}/${format.type}?token=${token}`;
    },
    /** True once for each token. */
    use(token: string, recordId: string, type: string): boolean {
      const known = tokens.get(token);
      if (known?.recordId !== recordId || known.type !== type) return false;
      return tokens.delete(token);
    },
    sessionCookie(recordId: string, type: string): string {
      const until = Math.floor(clock() / 1000) + settings.sessionSeconds;
      const value = `${until}.${sign(`${recordId}/${type}/${until}`)}`;
      return `${cookieName(recordId, type)}=${value}; Path=/${type}/${recordId}; HttpOnly; Secure; SameSite=None`;
    },
    hasSession(cookies: string, recordId: string, type: string): boolean {
      const name = `${cookieName(recordId, type)}=`;
      const value = cookies
        .split(/;\s*/)
        .find((cookie) => cookie.startsWith(name))
        ?.slice(name.length);
      const [until = '', signature] = (value ?? '').split('.');
      return signature === sign(`${recordId}/${type}/${until}`) && Number(until) * 1000 > clock();
    },
    /** Invalidates all links that were sent so far. */
    expire: () => tokens.clear(),
    issued: () => issued,
  };
}
export type Links = ReturnType<typeof createLinks>;
