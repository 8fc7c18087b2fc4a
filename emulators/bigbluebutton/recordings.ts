import { type Call, failed, success } from './answers';
import type { Context } from './context';
import type { Links } from './links';
import type { Recording } from './world';
import { cdata, type Node } from './xml';

const listOf = (value: string | null): string[] =>
  (value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** `%` at one end or both stands for anything. */
function fits(value: string | undefined, pattern: string): boolean {
  if (value === undefined) return false;
  const core = pattern.replace(/^%|%$/g, '');
  if (pattern.startsWith('%') && pattern.endsWith('%')) return value.includes(core);
  if (pattern.startsWith('%')) return value.endsWith(core);
  if (pattern.endsWith('%')) return value.startsWith(core);
  return value === pattern;
}

const NONE = { messageKey: 'noRecordings', message: 'There are no recordings for the meeting(s).' };

/** Calls about recordings, with the quirks of a server that keeps a file for each format. */
export function createRecordingCalls(context: Context, links: Links): Record<string, Call> {
  const { world, settings } = context;

  function nodeOf(recording: Recording, types: ReadonlySet<string> | undefined): Node {
    const { recordId, meetingId, name, startMs, endMs, state, isBreakout, meta } = recording;
    const formats = recording.formats.filter(({ type }) => types === undefined || types.has(type));
    const minutes = Math.floor((endMs - startMs) / 60_000);
    return {
      recordID: recordId,
      meetingID: cdata(meetingId),
      internalMeetingID: recordId,
      name: cdata(name),
      isBreakout,
      published: state === 'published',
      state,
      startTime: startMs,
      endTime: endMs,
      participants: 3,
      ...(settings.protected ? { protected: true } : {}),
      metadata: {
        isBreakout: cdata(String(isBreakout)),
        meetingId: cdata(meetingId),
        meetingName: cdata(name),
        ...Object.fromEntries(Object.entries(meta).map(([key, value]) => [key, cdata(value)])),
      },
      playback: {
        format: formats.map((format) => ({
          type: format.type,
          url: links.linkOf(recording, format),
          processingTime: 7177,
          length: minutes,
          size: [...format.files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) + 4_321,
          ...(recording.slides && format.type === 'presentation' && !settings.protected
            ? {
                preview: {
                  images: {
                    image: `${context.mediaBase()}/presentation/${recordId}/presentation/slides/thumbnails/thumb-1.png`,
                  },
                },
              }
            : {}),
        })),
      },
    };
  }

  function matching(parameters: URLSearchParams): Recording[] {
    const ids = listOf(parameters.get('recordID'));
    const meetingIds = listOf(parameters.get('meetingID'));
    const states = listOf(parameters.get('state') ?? 'published,unpublished');
    const metas = [...parameters].filter(([name]) => name.startsWith('meta_'));
    const has = (recording: Recording, name: string, pattern: string) =>
      settings.scalelite
        ? listOf(pattern).includes(recording.meta[name] ?? '')
        : fits(recording.meta[name], pattern);
    return [...world.recordings.values()].filter((recording) => {
      if (ids.length > 0) {
        // The server searches for the start of a name.
        if (!ids.some((id) => recording.recordId.startsWith(id))) return false;
      } else if (meetingIds.length > 0 && !meetingIds.includes(recording.meetingId)) return false;
      if (!states.includes('any') && !states.includes(recording.state)) return false;
      const tests = metas.map(([name, pattern]) => has(recording, name.slice(5).toLowerCase(), pattern));
      if (tests.length === 0) return true;
      return settings.scalelite ? tests.some(Boolean) : tests.every(Boolean);
    });
  }

  /** One entry for each format, sorted by format, like the folders on disk. */
  function entriesOf(recordings: readonly Recording[]): { recording: Recording; type: string | undefined }[] {
    const types = [...new Set(recordings.flatMap(({ formats }) => formats.map(({ type }) => type)))].sort();
    const formatless = recordings.filter(({ formats }) => formats.length === 0);
    return [
      ...formatless.map((recording) => ({ recording, type: undefined })),
      ...types.flatMap((type) =>
        recordings
          .filter(({ formats }) => formats.some((format) => format.type === type))
          .map((recording) => ({ recording, type })),
      ),
    ];
  }

  const getRecordings: Call = (parameters) => {
    const hasIds = ['recordID', 'meetingID'].some((name) => listOf(parameters.get(name)).length > 0);
    if (settings.filtered && !hasIds) {
      return failed('missingParameters', 'param meetingID or recordID must be included.');
    }
    const isPaged = !settings.scalelite && (parameters.has('limit') || parameters.has('offset'));
    if (!settings.allowFetchAll && !hasIds && !isPaged) return success({ ...NONE, recordings: '' });
    const found = matching(parameters);
    if (!isPaged) {
      if (settings.scalelite) found.sort((a, b) => b.startMs - a.startMs);
      if (found.length === 0) return success({ ...NONE, recordings: '' });
      return success({ recordings: { recording: found.map((one) => nodeOf(one, undefined)) } });
    }
    const entries = entriesOf(found);
    const offset = Math.max(0, Number(parameters.get('offset') ?? 0));
    const limit = Math.min(100, Math.max(1, Number(parameters.get('limit') ?? 100)));
    const page = entries.slice(offset, offset + limit);
    const grouped = new Map<Recording, Set<string>>();
    for (const { recording, type } of page) {
      const types = grouped.get(recording) ?? new Set();
      if (type !== undefined) types.add(type);
      grouped.set(recording, types);
    }
    const pagination = {
      pageable: { offset, limit, paged: true, unpaged: false },
      totalElements: entries.length,
      empty: page.length === 0,
    };
    if (page.length === 0) return success({ ...NONE, recordings: '', pagination });
    return success({
      recordings: { recording: [...grouped].map(([one, types]) => nodeOf(one, types)) },
      pagination,
    });
  };

  const notFound = () => failed('notFound', 'Could not find recording');
  const named = (parameters: URLSearchParams): Recording[] =>
    listOf(parameters.get('recordID'))
      .flatMap((id) => world.recordings.get(id) ?? [])
      .filter(({ state }) => state !== 'deleted');
  const missing = () => failed('missingParamRecordID', 'You must specify a recordID.');

  return {
    getRecordings,
    publishRecordings: (parameters) => {
      if (!parameters.get('recordID')) return missing();
      const found = named(parameters);
      if (found.length === 0) return notFound();
      const published = parameters.get('publish') === 'true';
      for (const recording of found) recording.state = published ? 'published' : 'unpublished';
      return success({ published });
    },
    deleteRecordings: (parameters) => {
      if (!parameters.get('recordID')) return missing();
      const found = named(parameters);
      if (found.length === 0) return notFound();
      // Moved to another folder: no space is freed, and it is still listed with state=any.
      for (const recording of found) recording.state = 'deleted';
      return success({ deleted: true });
    },
    updateRecordings: (parameters) => {
      if (!parameters.get('recordID')) return missing();
      const found = named(parameters);
      if (found.length === 0) return notFound();
      for (const [name, value] of parameters) {
        if (!name.startsWith('meta_')) continue;
        for (const { meta } of found) {
          if (value === '') delete meta[name.slice(5).toLowerCase()];
          else meta[name.slice(5).toLowerCase()] = value;
        }
      }
      return success({ updated: true });
    },
    getRecordingTextTracks: (parameters) => {
      if (!settings.textTracks) return failed('unsupportedRequest', 'This request is not supported.');
      const recording = world.recordings.get(parameters.get('recordID') ?? '');
      if (recording === undefined) {
        return { outcome: 'json', response: { returncode: 'FAILED', ...NONE } };
      }
      // Beside the page of a format, where its session counts.
      const folder = settings.protected ? (recording.formats.at(-1)?.type ?? 'captions') : 'captions';
      const tracks = recording.tracks.map(({ lang, label, source }) => ({
        href: `${context.mediaBase()}/${folder}/${recording.recordId}/caption_${lang}.vtt`,
        kind: 'captions',
        label,
        lang,
        source,
      }));
      return { outcome: 'json', response: { returncode: 'SUCCESS', tracks } };
    },
  };
}
