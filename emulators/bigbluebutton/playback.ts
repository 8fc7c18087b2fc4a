import { answer, type Answer } from '../kit/answer';
import { serveFile } from '../kit/serve-file';
import type { Content } from '../kit/content';
import type { Exchange } from '../kit/server';
import type { Context } from './context';
import type { Links } from './links';
import type { Format, Recording } from './world';

const CONTENT_TYPE: Readonly<Record<string, string>> = {
  m4v: 'video/x-m4v',
  mp4: 'video/mp4',
  webm: 'video/webm',
  ogg: 'audio/ogg',
  m4a: 'audio/mp4',
  pdf: 'application/pdf',
  vtt: 'text/vtt',
  png: 'image/png',
};
const SLIDE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const NOT_FOUND: Answer = {
  status: 404,
  headers: { 'Content-Type': 'text/html' },
  body: '<!doctype html><html><head><title>404 Not Found</title></head><body>Recording not found</body></html>\n',
};

/** As `bbb-playback-video` writes it. */
function videoPage(format: Format, recording: Recording): string {
  const sources = [...format.files.keys()].map(
    (name) => `<source src="${name}" type="${CONTENT_TYPE[name.split('.').at(-1) ?? ''] ?? 'video/mp4'}">`,
  );
  const tracks = recording.tracks.map(
    ({ lang, label }) =>
      `<track kind="captions" src="caption_${lang}.vtt" srclang="${lang}" label="${label}">`,
  );
  return `<!doctype html><html><head><title>Recording playback</title></head><body>\n<video id="video" class="video-js" controls preload="metadata">\n${[...sources, ...tracks].join('\n')}\n</video></body></html>\n`;
}
const PLAYER_PAGE =
  '<!doctype html><html><head><title>BigBlueButton Player</title></head><body><div id="root"></div><script src="/playback/presentation/2.3/static/js/main.js"></script></body></html>\n';

/** Pages and files of recordings, with the sessions of protected ones. */
export function createPlayback(context: Context, links: Links) {
  const { world, faults, settings } = context;

  const notFound = (exchange: Exchange) => answer(exchange, faults, NOT_FOUND);
  const page = (exchange: Exchange, body: string) =>
    answer(exchange, faults, { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body });
  const redirect = (exchange: Exchange, location: string, cookie?: string) =>
    answer(exchange, faults, {
      status: 307,
      headers: { Location: location, ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }) },
    });

  const visible = (recordId: string): Recording | undefined => {
    const recording = world.recordings.get(recordId);
    return recording?.state === 'published' ? recording : undefined;
  };

  async function oneTimeLink(exchange: Exchange, recordId: string, type: string): Promise<void> {
    exchange.target = 'download';
    exchange.routed('GET /recording/{id}/{format}');
    if (await context.struck(exchange)) return;
    const recording = visible(recordId);
    const format = recording?.formats.find((one) => one.type === type);
    const isGood = links.use(exchange.query.get('token') ?? '', recordId, type);
    if (recording === undefined || format === undefined || !isGood) return await notFound(exchange);
    await redirect(exchange, links.playbackPath(recording, format), links.sessionCookie(recordId, type));
  }

  async function playbackPage(exchange: Exchange, recordId: string, type: string): Promise<void> {
    exchange.target = 'download';
    exchange.routed(`GET /${type}/{id}`);
    if (await context.struck(exchange)) return;
    const recording = visible(recordId);
    const format = recording?.formats.find((one) => one.type === type);
    if (recording === undefined || format === undefined || !may(exchange, recordId, type))
      return await notFound(exchange);
    await page(exchange, format.page ?? videoPage(format, recording));
  }

  const may = (exchange: Exchange, recordId: string, type: string): boolean =>
    !settings.protected || links.hasSession(exchange.request.headers.cookie ?? '', recordId, type);

  async function file(exchange: Exchange, recordId: string, type: string, name: string): Promise<void> {
    exchange.target = 'storage';
    exchange.routed(`GET /${type}/{id}/{file}`);
    exchange.fileId = `${recordId}/${name}`;
    if (await context.struck(exchange)) return;
    const recording = visible(recordId);
    const content = recording && contentOf(recording, type, name);
    if (recording === undefined || content === undefined || !may(exchange, recordId, type))
      return await notFound(exchange);
    const extension = name.split('.').at(-1) ?? '';
    await serveFile(exchange, faults, {
      content,
      contentType: CONTENT_TYPE[extension] ?? 'application/octet-stream',
      lastModifiedMs: recording.endMs + 5 * 60_000,
      bytesPerSecond: () => settings.bytesPerSecond,
    });
  }

  function contentOf(recording: Recording, type: string, name: string): Content | undefined {
    const caption = /^caption_(.+)\.vtt$/.exec(name);
    if (caption !== null) return recording.tracks.find(({ lang }) => lang === caption[1])?.content;
    return recording.formats.find((one) => one.type === type)?.files.get(name);
  }

  /** True when the path belongs to a recording. */
  return async function playback(exchange: Exchange): Promise<boolean> {
    const { path, query } = exchange;
    const oneTime = /^\/recording\/([0-9a-f]{40}-\d{13})\/(\w+)$/.exec(path);
    if (oneTime !== null) {
      await oneTimeLink(exchange, oneTime[1] ?? '', oneTime[2] ?? '');
      return true;
    }
    const player = /^\/playback\/presentation\/[\d.]+\/(?:playback\.html)?([0-9a-f-]*)$/.exec(path);
    if (player !== null) {
      exchange.target = 'download';
      exchange.routed('GET /playback/presentation');
      if (await context.struck(exchange)) return true;
      const recordId = player[1] || (query.get('meetingId') ?? '');
      await (visible(recordId) === undefined ? notFound(exchange) : page(exchange, PLAYER_PAGE));
      return true;
    }
    const moved = /^\/(?:playback|recording)\/(video|screenshare)\/([0-9a-f]{40}-\d{13})\/?$/.exec(path);
    if (moved !== null && settings.scalelite) {
      exchange.target = 'download';
      exchange.routed('GET /playback/{format}/{id}');
      if (await context.struck(exchange)) return true;
      await redirect(exchange, `/${moved[1]}/${moved[2]}/`);
      return true;
    }
    const slide = /^\/presentation\/([0-9a-f]{40}-\d{13})\/presentation\/.+\/thumbnails\/thumb-1\.png$/.exec(
      path,
    );
    if (slide !== null) {
      exchange.target = 'storage';
      exchange.routed('GET /presentation/{id}/thumbnail');
      await answer(exchange, faults, { status: 200, headers: { 'Content-Type': 'image/png' }, body: SLIDE });
      return true;
    }
    const [, type = '', recordId = '', name = ''] =
      /^\/(?:playback\/|recording\/)?(\w+)\/([0-9a-f]{40}-\d{13})\/?(.*)$/.exec(path) ?? [];
    if (type === '') return false;
    if (name === '') await playbackPage(exchange, recordId, type);
    else await file(exchange, recordId, type, decodeURIComponent(name));
    return true;
  };
}
