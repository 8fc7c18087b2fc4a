import { createHash } from 'node:crypto';
import { contentOf, type ContentInput } from '../kit/content';
import { manyMeetingsInput, type ManyMeetingsInput } from './input';
import { fileIdOf, typeOf, uuidOf, type ZoomFile, type ZoomMeeting } from './shapes';

const VIEWS = ['shared_screen_with_speaker_view', 'audio_only', 'chat_file'];
/** Numeric ids of generated meetings start here, above the ids of ordinary meetings. */
const FIRST_SERIES = 90_000_000_000;
const SERIES_PER_BULK = 100_000_000;

/**
 * Hundreds of thousands of meetings that take no memory. Each is computed from its number, and its uuid and
 * file ids contain that number. Only a meeting that is to be changed is stored, in the ordinary list.
 */
export interface Bulk {
  readonly count: number;
  /** The host's meetings that started at or after `fromMs` and before `toMs`, newest first. */
  listed(hostId: string, fromMs: number, toMs: number): { count: number; at(index: number): ZoomMeeting };
  byUuid(uuid: string): ZoomMeeting | undefined;
  byRef(ref: string): { meeting: ZoomMeeting; file: ZoomFile } | undefined;
  bySeries(id: number): ZoomMeeting | undefined;
  /** Removes a meeting from the generated ones and returns it, so that it can be stored and changed. */
  take(uuid: string): ZoomMeeting | undefined;
}

/** An id consists of the number of the bulk, of the meeting and of the file (0 for the meeting itself), then noise. */
function idBytes(bulk: number, number: number, file: number): Buffer {
  const bytes = createHash('md5').update(`${bulk}:${number}:${file}`).digest();
  // The numbers are mixed with the noise, because Zoom's ids don't resemble each other either.
  bytes.writeUInt32BE((number ^ bytes.readUInt32BE(8)) >>> 0, 0);
  bytes.writeUInt8(bulk ^ bytes.readUInt8(12), 4);
  bytes.writeUInt8(file ^ bytes.readUInt8(13), 5);
  return bytes;
}

function numbersIn(bytes: Buffer): { bulk: number; number: number; file: number } | undefined {
  if (bytes.length !== 16) return undefined;
  const found = {
    number: (bytes.readUInt32BE(0) ^ bytes.readUInt32BE(8)) >>> 0,
    bulk: bytes.readUInt8(4) ^ bytes.readUInt8(12),
    file: bytes.readUInt8(5) ^ bytes.readUInt8(13),
  };
  return idBytes(found.bulk, found.number, found.file).equals(bytes) ? found : undefined;
}

export function createBulk(number: number, count: number, input: ManyMeetingsInput): Bulk {
  const facts = manyMeetingsInput.parse(input);
  const { hostIds } = facts;
  const newestAtMs = Math.floor(Date.parse(facts.newestAt) / 1000) * 1000;
  const stepMs = (facts.everySeconds ?? 60) * 1000;
  const differentFiles = facts.differentFiles ?? 16;
  const sizeBytes = facts.sizeBytes ?? 1024 * 1024;
  const taken = new Set<number>();

  const contentFor = (index: number, fileType: string) => {
    const source: ContentInput =
      fileType === 'MP4' ? { sizeBytes } : { fixture: fileType === 'M4A' ? 'audio-only.m4a' : 'chat.txt' };
    return contentOf(source, `bulk:${index % differentFiles}`);
  };

  function meeting(index: number): ZoomMeeting {
    const bytes = idBytes(number, index, 0);
    const startedAtMs = newestAtMs - index * stepMs;
    const files = VIEWS.slice(0, facts.filesPerMeeting ?? 1).map((view, place): ZoomFile => {
      const id = fileIdOf(idBytes(number, index, place + 1));
      const [fileType, extension] = typeOf(view);
      return {
        ref: id,
        id,
        view,
        fileType,
        extension,
        startedAtMs,
        endedAtMs: startedAtMs + 45_000,
        inProgress: false,
        status: 'completed',
        ...(fileType === 'MP4' ? { declaredSizeBytes: sizeBytes } : {}),
        content: () => contentFor(index, fileType),
      };
    });
    return {
      uuid: uuidOf(bytes),
      id: FIRST_SERIES + number * SERIES_PER_BULK + index,
      hostId: hostIds[index % hostIds.length] ?? '',
      topic: `${facts.topic ?? 'Lecture'} ${count - index}`,
      type: 2,
      startedAtMs,
      timezone: 'Europe/Berlin',
      passcode: bytes.toString('base64url'),
      files,
      participantAudio: [],
    };
  }

  const isHere = (index: number) => index >= 0 && index < count && !taken.has(index);
  const indexOf = (uuid: string): number | undefined => {
    const found = numbersIn(Buffer.from(uuid, 'base64'));
    return found?.bulk === number && found.file === 0 && isHere(found.number) ? found.number : undefined;
  };
  const meetingAt = (index: number | undefined) => (index === undefined ? undefined : meeting(index));

  return {
    count,
    listed(hostId, fromMs, toMs) {
      const place = hostIds.indexOf(hostId);
      if (place < 0) return { count: 0, at: meeting };
      // A higher number means an earlier start. The index runs over the starts that are < to and >= from.
      const first = Math.max(0, Math.floor((newestAtMs - toMs) / stepMs) + 1);
      const last = Math.min(count - 1, Math.floor((newestAtMs - fromMs) / stepMs));
      const turn = hostIds.length;
      const start = first + ((((place - first) % turn) + turn) % turn);
      const gone = [...taken]
        .filter((index) => index >= start && index <= last && index % turn === place)
        .sort((a, b) => a - b);
      const listed = start > last ? 0 : Math.floor((last - start) / turn) + 1;
      return {
        count: listed - gone.length,
        at(position) {
          let index = start + position * turn;
          for (const missing of gone) if (missing <= index) index += turn;
          return meeting(index);
        },
      };
    },
    byUuid: (uuid) => meetingAt(indexOf(uuid)),
    byRef(ref) {
      const found = numbersIn(Buffer.from(ref.replace(/-/g, ''), 'hex'));
      if (found?.bulk !== number || !isHere(found.number)) return undefined;
      const owner = meeting(found.number);
      const file = owner.files?.[found.file - 1];
      return file && { meeting: owner, file };
    },
    bySeries(id) {
      const index = id - FIRST_SERIES - number * SERIES_PER_BULK;
      return isHere(index) ? meeting(index) : undefined;
    },
    take(uuid) {
      const index = indexOf(uuid);
      if (index === undefined) return undefined;
      const found = meeting(index);
      taken.add(index);
      return found;
    },
  };
}
