import { open, type FileHandle } from 'node:fs/promises';
import type { FileKind } from '../domain/recording';
import { sniff, SNIFF_BYTES } from '../domain/sniff';
import { ByteReader, readFully } from './vet/byte-reader';
import { walkIsoFile, type IsoFacts } from './vet/isobmff';
import { VET_LIMITS } from './vet/limits';
import { walkMatroska } from './vet/matroska';
import { Refusal, refused, type Refused } from './vet/refusal';

/** Containers as verdicts name them. M4A and QuickTime are `mp4`: one format, walked alike. */
export const VETTED_CONTAINERS = [
  'mp4',
  'fragmented-mp4',
  'webm',
  'matroska',
  'wav',
  'ogg',
  'mp3',
  'adts',
  'mpeg-ts',
  'vtt',
  'text',
  'image',
] as const;
export type VettedContainer = (typeof VETTED_CONTAINERS)[number];

export type Verdict =
  | {
      outcome: 'whole';
      container: VettedContainer;
      sizeBytes: number;
      /**
       * True if the structure of the file names its end, so that a missing end would have been found.
       * False for formats and live streams that don't name it: only a declared size shows a cut.
       */
      endProven: boolean;
      /** Bytes at the end that belong to nothing in the file. Only a declared size tells them from damage. */
      tailBytes?: number;
      /** Of the sample tables; absent where only the outer structure was read. */
      samples?: Pick<IsoFacts, 'tracks' | 'sampleCount'>;
    }
  | Refused;

/**
 * Checks a file before anything else opens it: its first bytes, then its boxes and sample tables, within
 * bounds of time and memory that the file can't exceed. Reads synchronously, so call it in the media child.
 * @throws only for a file that can't be opened or read (`ENOENT`, `EIO`).
 */
export async function vetFile(file: string | FileHandle, expectedKind: FileKind): Promise<Verdict> {
  if (typeof file !== 'string') return vetOpenFile(file.fd, (await file.stat()).size, expectedKind);
  const handle = await open(file, 'r');
  try {
    return vetOpenFile(handle.fd, (await handle.stat()).size, expectedKind);
  } finally {
    await handle.close();
  }
}

function vetOpenFile(fd: number, sizeBytes: number, kind: FileKind): Verdict {
  try {
    return walk(fd, sizeBytes, kind);
  } catch (error) {
    if (error instanceof Refusal) return refused(error.code, error.detail);
    throw error;
  }
}

function walk(fd: number, sizeBytes: number, kind: FileKind): Verdict {
  const head = Buffer.alloc(Math.min(SNIFF_BYTES, sizeBytes));
  readFully(fd, head, 0);
  const sniffed = sniff(head, kind);
  if (sniffed.outcome === 'refused') throw new Refusal(`is-${sniffed.what}`, sniffed.format);
  const whole = (container: VettedContainer, endProven: boolean): Verdict => ({
    outcome: 'whole',
    container,
    sizeBytes,
    endProven,
  });
  limit(sizeBytes, VET_LIMITS.mediaBytes);
  const reader = new ByteReader(fd, sizeBytes);
  switch (sniffed.container) {
    case 'iso': {
      const { fragmented, tracks, sampleCount, tailBytes } = walkIsoFile(reader);
      return {
        outcome: 'whole',
        container: fragmented ? 'fragmented-mp4' : 'mp4',
        sizeBytes,
        // Bytes behind the end may be the beginning of something that is missing.
        endProven: !fragmented && tailBytes === undefined,
        ...(tailBytes === undefined ? {} : { tailBytes }),
        samples: { tracks, sampleCount },
      };
    }
    case 'matroska': {
      const { container, sizeDeclared } = walkMatroska(reader);
      return whole(container, sizeDeclared);
    }
    case 'wav':
      limit(sizeBytes, VET_LIMITS.plainMediaBytes);
      return whole('wav', checkRiffSize(reader));
    case 'text':
    case 'vtt':
      limit(sizeBytes, VET_LIMITS.textBytes);
      return whole(sniffed.container, false);
    case 'image':
      limit(sizeBytes, VET_LIMITS.imageBytes);
      return whole('image', false);
    default:
      limit(sizeBytes, VET_LIMITS.plainMediaBytes);
      return whole(sniffed.container, false);
  }
}

/** True if the header names the size of the file. Live streams have 0 or all ones there. */
function checkRiffSize(reader: ByteReader): boolean {
  const declared = reader.bytes(4, 4).readUInt32LE(0);
  if (declared === 0 || declared === 0xffff_ffff) return false;
  if (declared + 8 > reader.sizeBytes) {
    throw new Refusal(
      'cut-off',
      `the header announces ${declared + 8} bytes, the file has ${reader.sizeBytes}`,
    );
  }
  return true;
}

function limit(sizeBytes: number, most: number): void {
  if (sizeBytes > most) throw new Refusal('too-large', `${sizeBytes} bytes, the limit is ${most}`);
}
