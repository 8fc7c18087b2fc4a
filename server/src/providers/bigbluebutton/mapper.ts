import { HOUR_MS, parseInstant } from '../../domain/instant';
import type { IsoInstant, Occurrence, ProviderFile } from '../../domain/recording';
import type { BbbSettings, MediaView } from './descriptor';
import type { BbbFormat, BbbRecording, BbbTrack } from './schemas';

/** Pure: turns the server's answers into the plugin's types. Nothing here contains a link. */

/**
 * The start of a recording in epoch ms, undefined when nothing tells it. A record id ends with the instant at
 * which its meeting was created.
 */
export function startMsOf({ startTime, recordID }: BbbRecording): number | undefined {
  const told = [startTime, Number(/-(\d{13})$/.exec(recordID)?.[1] ?? Number.NaN)];
  return told.find((ms) => ms !== undefined && instant(ms) !== undefined);
}

const FORMAT_OF_VIEW: Readonly<Record<MediaView, string>> = {
  video: 'video',
  screenshare: 'screenshare',
  webcams: 'presentation',
  deskshare: 'presentation',
  podcast: 'podcast',
};
/** As servers make them by default. What a file really is, its content tells later. */
const EXTENSION_OF_VIEW: Readonly<Record<MediaView, string>> = {
  // Its name ends in .m4v, which is MP4.
  video: 'mp4',
  screenshare: 'webm',
  webcams: 'webm',
  deskshare: 'webm',
  podcast: 'ogg',
};

/** False when a format of it could not be read. */
export const isWhole = ({ playback }: BbbRecording): boolean => playback?.isWhole ?? true;

export const formatsOf = (recording: BbbRecording): BbbFormat[] => recording.playback?.format ?? [];

/** The file of one format. `parts` are tried in order where the format has several. */
export interface MediaChoice {
  view: MediaView;
  format: BbbFormat;
  parts: MediaView[];
}

/** What can be imported of a recording, by preference. A presentation counts once, because only its page names its parts. */
export function mediaOf(recording: BbbRecording, preference: readonly MediaView[]): MediaChoice[] {
  const choices: MediaChoice[] = [];
  for (const view of preference) {
    const format = formatsOf(recording).find(({ type }) => type === FORMAT_OF_VIEW[view]);
    if (format === undefined || !format.url) continue;
    const same = choices.find((choice) => choice.format === format);
    if (same === undefined) choices.push({ view, format, parts: [view] });
    else same.parts.push(view);
  }
  return choices;
}

/** Keys stay the same when a server is configured to make other parts or encodings. */
export const keyOf = ({ format }: MediaChoice): string => format.type;

const SOURCES = ['upload', 'live', 'automatic'];
const rankOf = ({ source }: BbbTrack): number => {
  const rank = SOURCES.indexOf((source ?? '').toLowerCase());
  return rank === -1 ? SOURCES.length : rank;
};
const langOf = ({ lang }: BbbTrack): string => (lang ?? '').toLowerCase().replace(/_/g, '-');

/** The one track to import: in the wanted language if possible, uploaded before live before automatic. */
export function trackOf(tracks: readonly BbbTrack[], language: string | undefined): BbbTrack | undefined {
  const wanted = (language ?? '').trim().toLowerCase().replace(/_/g, '-');
  const isWanted = (track: BbbTrack) =>
    wanted !== '' && (langOf(track) === wanted || langOf(track).startsWith(`${wanted}-`));
  const [best] = tracks
    .filter(({ href }) => href !== '')
    .sort(
      (a, b) =>
        Number(isWanted(b)) - Number(isWanted(a)) ||
        rankOf(a) - rankOf(b) ||
        (langOf(a) < langOf(b) ? -1 : langOf(a) > langOf(b) ? 1 : 0),
    );
  return best;
}
export const trackKey = (track: BbbTrack): string => `captions:${langOf(track)}:${track.source ?? ''}`;

/** The first picture of the slides; none in protected recordings. */
export const thumbnailOf = (recording: BbbRecording): string | undefined =>
  formatsOf(recording)
    .flatMap(({ preview }) => preview?.images?.image ?? [])
    .find((url) => /\.(png|jpe?g)$/i.test(url));
export const THUMBNAIL_KEY = 'thumbnail';

const isBreakout = ({ isBreakout: told, metadata }: BbbRecording): boolean =>
  told ?? metadata?.get('isbreakout') === 'true';

/** Older servers name no state. Without one, a recording counts as published. */
type State = 'published' | 'unpublished' | 'in-progress' | 'deleted';
export function stateOf({ state, published }: BbbRecording): State {
  switch ((state ?? '').toLowerCase()) {
    case 'processing':
    case 'processed':
      return 'in-progress';
    case 'deleted':
      return 'deleted';
    case 'unpublished':
      return 'unpublished';
    case 'published':
      return 'published';
    default:
      return published === false ? 'unpublished' : 'published';
  }
}

const instant = (ms: number): IsoInstant | undefined => parseInstant(ms);

/**
 * One meeting as it took place.
 * @param tracks its text tracks; `[]` when captions are not wanted.
 * @param nowMs decides whether to wait longer for the preferred format.
 */
export function occurrenceOf(
  recording: BbbRecording,
  tracks: readonly BbbTrack[],
  settings: Pick<BbbSettings, 'viewPreference' | 'waitHours' | 'captionsLanguage' | 'includeBreakouts'>,
  nowMs: number,
): Occurrence {
  const startMs = startMsOf(recording);
  const startedAt = startMs === undefined ? '' : (instant(startMs) ?? '');
  const state = stateOf(recording);
  const media = mediaOf(recording, settings.viewPreference);
  const [best] = media;
  const preferred = settings.viewPreference[0];
  // A server publishes formats one by one, each as soon as it is finished (docs, recording).
  const isEarly = nowMs < (recording.endTime ?? startMs ?? 0) + settings.waitHours * HOUR_MS;
  const isAwaited =
    best !== undefined && preferred !== undefined && !best.parts.includes(preferred) && isEarly;

  const file = (over: Pick<ProviderFile, 'key' | 'kind' | 'view' | 'extension' | 'ready'>): ProviderFile => ({
    ...over,
    startedAt,
    segmentKey: startedAt,
  });
  const files = media.map((choice) =>
    file({
      key: keyOf(choice),
      kind: choice.view === 'podcast' ? 'audio' : 'video',
      view: choice.view,
      extension: EXTENSION_OF_VIEW[choice.view],
      ready: !isAwaited,
    }),
  );
  if (best === undefined && (state === 'in-progress' || (state === 'published' && isEarly))) {
    // A placeholder to wait for. After its time the meeting is skipped, and imported if a file comes later.
    files.push(file({ key: 'video', kind: 'video', view: 'video', extension: 'mp4', ready: false }));
  }
  if (media.length > 0) {
    const track = trackOf(tracks, settings.captionsLanguage);
    if (track !== undefined) {
      files.push(
        file({ key: trackKey(track), kind: 'captions', view: 'captions', extension: 'vtt', ready: true }),
      );
    }
    const picture = thumbnailOf(recording);
    if (picture !== undefined) {
      const extension = /\.png$/i.test(picture) ? 'png' : 'jpg';
      files.push(file({ key: THUMBNAIL_KEY, kind: 'thumbnail', view: 'thumbnail', extension, ready: true }));
    }
  }

  const occurrence: Occurrence = {
    id: recording.recordID,
    title: recording.name ?? recording.metadata?.get('meetingname') ?? '',
    startedAt,
    files,
  };
  if (recording.meetingID) occurrence.meetingId = recording.meetingID;
  if (isBreakout(recording) && !settings.includeBreakouts) occurrence.leaveOut = 'breakout-room';
  else if (state === 'unpublished') occurrence.leaveOut = 'unpublished';
  else if (files.length === 0) occurrence.leaveOut = 'no-importable-format';
  return occurrence;
}
