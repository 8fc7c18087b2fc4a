import type { LogEntry, RouteCounter } from '../../emulators/kit/server';
import type { FileInput, ManyMeetingsInput, MeetingInput, UserInput } from '../../emulators/zoom/input';
import { startTool, type Tool } from './tool';

interface Facts {
  apiUrl: string;
  oauthUrl: string;
  storageUrl: string;
  connectorSettings: Record<string, string>;
}

export interface RequestsSeen {
  entries: LogEntry[];
  routes: Record<string, RouteCounter>;
}

/** The emulated account in its own process, so that its work does not count as the plugin's. */
export interface ZoomProcess extends Facts {
  pid: number;
  addUser(user: UserInput): Promise<void>;
  addMeeting(meeting: MeetingInput & { segments?: { files?: FileInput[] }[] }): Promise<{ uuid: string }>;
  addManyMeetings(many: ManyMeetingsInput & { count: number }): Promise<void>;
  settings(change: { latencyMs?: number; bytesPerSecond?: number }): Promise<void>;
  /** The recorded requests after a number, and counters of all requests since the last `forget`. */
  requests(afterSeq?: number): Promise<RequestsSeen>;
  forgetRequests(): Promise<void>;
  /** The signed address to which the download link of a meeting's first file leads. */
  signedUrl(uuid: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startZoomProcess(args: readonly string[] = []): Promise<ZoomProcess> {
  const tool: Tool<Facts> = await startTool(['scripts/emulator.ts', 'zoom', '--empty', '--json', ...args]);
  const { apiUrl, oauthUrl, connectorSettings } = tool.facts;
  const control = async <T>(method: string, route: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${oauthUrl}/__control/${route}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const token = async (): Promise<string> => {
    const { accountId = '', clientId, clientSecret } = connectorSettings;
    const answer = await fetch(`${oauthUrl}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'account_credentials', account_id: accountId }),
    });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  return {
    ...tool.facts,
    pid: tool.pid,
    addUser: (user) => control('POST', 'users', user),
    addMeeting: (meeting) => control('POST', 'meetings', meeting),
    addManyMeetings: (many) => control('POST', 'meetings', { many }),
    settings: (change) => control('POST', 'settings', change),
    requests: (afterSeq = Number.MAX_SAFE_INTEGER) => control('GET', `log?after=${afterSeq}`),
    forgetRequests: () => control('DELETE', 'log'),
    async signedUrl(uuid) {
      const authorization = `Bearer ${await token()}`;
      const id = encodeURIComponent(encodeURIComponent(uuid));
      const meeting = await fetch(`${apiUrl}/meetings/${id}/recordings`, { headers: { authorization } });
      const { recording_files: files } = (await meeting.json()) as {
        recording_files: { download_url: string }[];
      };
      const link = await fetch(files[0]?.download_url ?? '', {
        headers: { authorization },
        redirect: 'manual',
      });
      const location = link.headers.get('location');
      if (location === null) throw new Error(`no signed address: status ${link.status}`);
      return location;
    },
    stop: () => tool.stop(),
  };
}
