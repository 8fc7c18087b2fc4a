import { answer, htmlAnswer, jsonErrorAnswer, type Answer } from '../kit/answer';
import type { Exchange } from '../kit/server';
import { serveFile, type ServedFile } from '../kit/serve-file';
import type { Context } from './context';
import type { ZoomFile, ZoomMeeting } from './shapes';

const CONTENT_TYPE: Readonly<Record<string, string>> = {
  MP4: 'video/mp4',
  M4A: 'audio/mp4',
  VTT: 'text/vtt',
  TXT: 'text/plain',
  CSV: 'text/csv',
  JSON: 'application/json',
  JPG: 'image/jpeg',
};

/** Part of every signed link, so that tests can search logs and rows for leaked links. */
export const KEY_PAIR_ID = 'APKAZOOMEMULATORLINK';

/** In the form that Zoom uses: `GMT20240210-163600_Recording_1920x1080.mp4`. */
function fileName(file: ZoomFile): string {
  const start = new Date(file.startedAtMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const size = file.fileType === 'MP4' ? '_1920x1080' : '';
  return `GMT${start}_Recording${size}.${file.extension.toLowerCase()}`;
}

/** Answers Zoom's download links, and the storage host to which they redirect. */
export function createDownloads(context: Context) {
  const { tokens, settings, faults, world, clock } = context;

  function served(file: ZoomFile): ServedFile {
    return {
      content: file.content(),
      contentType: CONTENT_TYPE[file.extension] ?? 'application/octet-stream',
      lastModifiedMs: file.replacedAtMs ?? file.endedAtMs + 5 * 60_000,
      bytesPerSecond: () => settings.bytesPerSecond,
    };
  }

  function badAnswer(): Answer {
    switch (settings.badDownload) {
      case 'html':
        return htmlAnswer();
      case 'json':
        return jsonErrorAnswer();
      case '401':
      case '403':
        return {
          status: Number(settings.badDownload),
          headers: { 'Content-Type': 'text/html' },
          body: '<html></html>',
        };
    }
  }

  function tokenOf(exchange: Exchange): string {
    const [scheme, token = ''] = (exchange.request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() === 'bearer') return token;
    return settings.takesTokenInQuery ? (exchange.query.get('access_token') ?? '') : '';
  }

  /** `no`: the token is not valid for this file, or has expired. `not-yet`: Zoom can take a while after completion. */
  function mayDownload(exchange: Exchange, meeting: ZoomMeeting): 'yes' | 'no' | 'not-yet' {
    const reading = tokens.read(tokenOf(exchange));
    if (reading.outcome !== 'good' || !context.isActive()) return 'no';
    if (reading.claims.use === 'download') return reading.claims.uuid === meeting.uuid ? 'yes' : 'no';
    return faults.take('account-token-refused', exchange) ? 'not-yet' : 'yes';
  }

  function signedUrl(meeting: ZoomMeeting, file: ZoomFile, ref: string): string {
    const day = new Date(file.startedAtMs).toISOString().slice(0, 10).replace(/-/g, '/');
    const folder = Buffer.from(ref).toString('base64url');
    const path = `/replay/${day}/${meeting.id}/${folder}/${fileName(file)}`;
    const expires = Math.floor(clock() / 1000) + settings.signatureSeconds;
    const policy = Buffer.from(JSON.stringify({ resource: path, expires })).toString('base64url');
    const query = new URLSearchParams({
      Policy: policy,
      Signature: tokens.signature(path, policy),
      'Key-Pair-Id': KEY_PAIR_ID,
    });
    return `${context.storageUrl()}${path}?${query}`;
  }

  const accessDenied = (exchange: Exchange, message: string) =>
    answer(exchange, faults, {
      status: 403,
      headers: { 'Content-Type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
    });

  return {
    async link(exchange: Exchange): Promise<void> {
      exchange.target = 'download';
      exchange.routed(`${exchange.method} /rec/download`);
      const ref = tokens.readLink(exchange.path.split('/')[3] ?? '');
      const found = ref === undefined ? undefined : world.findFile(ref);
      exchange.fileId = found?.file.id ?? ref;
      if (await context.struck(exchange)) return;
      const isThere =
        found !== undefined &&
        !found.file.inProgress &&
        found.file.trashedAtMs === undefined &&
        found.meeting.trashedAtMs === undefined;
      const may = isThere ? mayDownload(exchange, found.meeting) : 'no';
      if (may === 'not-yet') {
        return await answer(exchange, faults, {
          status: 401,
          headers: { 'Content-Type': 'text/html' },
          body: '',
        });
      }
      if (!isThere || may === 'no') return await answer(exchange, faults, badAnswer());
      const { meeting, file } = found;
      if (!settings.redirectsDownloads) {
        const disposition = `attachment; filename="${fileName(file)}"`;
        return await serveFile(exchange, faults, { ...served(file), disposition });
      }
      await answer(exchange, faults, {
        status: 302,
        headers: { Location: signedUrl(meeting, file, file.ref) },
      });
    },

    async storage(exchange: Exchange): Promise<void> {
      exchange.routed(`${exchange.method} storage`);
      const parts = exchange.path.split('/');
      const ref = Buffer.from(parts[6] ?? '', 'base64url').toString();
      const found = world.findFile(ref);
      exchange.fileId = found?.file.id ?? ref;
      if (await context.struck(exchange)) return;
      const { query, path } = exchange;
      const policy = query.get('Policy') ?? '';
      if (policy === '' || query.get('Signature') !== tokens.signature(path, policy)) {
        return await accessDenied(exchange, 'Access denied');
      }
      const { expires } = JSON.parse(Buffer.from(policy, 'base64url').toString()) as { expires: number };
      if (expires * 1000 <= clock()) return await accessDenied(exchange, 'Request has expired');
      if (!found) return await accessDenied(exchange, 'Access denied');
      await serveFile(exchange, faults, served(found.file));
    },
  };
}
