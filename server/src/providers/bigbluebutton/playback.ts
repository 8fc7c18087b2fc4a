import { Parser } from 'htmlparser2';
import type { MediaView } from './descriptor';

/** Pure: where the file behind a playback page can be. */

/** A page names a few. One with more is not a playback page. */
const MOST_SOURCES = 20;

/**
 * Names of the file beside its page: as configured since 2.6, and as hosting services used before
 * (bigbluebutton#18606, chamilo-lms#6125).
 */
const FALLBACKS: Readonly<Partial<Record<MediaView, readonly string[]>>> = {
  video: ['video-0.m4v', 'video-0.mp4', 'video-0.webm', 'capture.m4v', 'meeting.mp4'],
  screenshare: ['screenshare-0.webm', 'screenshare-0.mp4', 'video-0.m4v', 'video-0.webm'],
};

/** The sources of a page's `<video>`: MP4 first, then WebM, then the rest, otherwise in the page's order. */
export function sourcesOf(html: string): string[] {
  const found: { src: string; type: string }[] = [];
  let inVideo = 0;
  const parser = new Parser({
    onopentag(name, { src, type }) {
      if (name === 'video') inVideo += 1;
      const isSource = name === 'video' || (name === 'source' && inVideo > 0);
      if (isSource && src !== undefined && src.trim() !== '' && found.length < MOST_SOURCES)
        found.push({ src: src.trim(), type: type ?? '' });
    },
    onclosetag(name) {
      if (name === 'video') inVideo -= 1;
    },
  });
  parser.end(html);
  const rank = ({ src, type }: { src: string; type: string }): number =>
    /mp4/i.test(type) || /\.(m4v|mp4)([?#]|$)/i.test(src) ? 0 : /webm/i.test(`${type} ${src}`) ? 1 : 2;
  return found
    .map((source, index) => ({ ...source, index }))
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index)
    .map(({ src }) => src);
}

function resolve(reference: string, base: string): string | undefined {
  try {
    const url = new URL(reference, base);
    url.hash = '';
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Addresses where the file of a page can be, the likeliest first.
 * @param finalUrl of the page, after redirects.
 */
export function filesBeside(finalUrl: string, html: string, view: MediaView): string[] {
  const page = new URL(finalUrl);
  page.search = '';
  page.hash = '';
  const bases = [page.href];
  // The page may be a folder that a server serves without its final slash.
  if (!page.pathname.endsWith('/') && !/\.[a-z0-9]+$/i.test(page.pathname)) bases.unshift(`${page.href}/`);
  const names = [...sourcesOf(html), ...(FALLBACKS[view] ?? [])];
  const urls = names.flatMap((name) => bases.flatMap((base) => resolve(name, base) ?? []));
  return [...new Set(urls)];
}

/** The parts of a presentation. Its page plays them together but names none of them in its HTML. */
export function presentationParts(anyUrl: string, recordId: string, parts: readonly MediaView[]): string[] {
  const { origin } = new URL(anyUrl);
  const folder = `${origin}/presentation/${encodeURIComponent(recordId)}`;
  return parts.flatMap((part) => {
    const stem = part === 'deskshare' ? 'deskshare/deskshare' : 'video/webcams';
    return ['webm', 'mp4'].map((extension) => `${folder}/${stem}.${extension}`);
  });
}
