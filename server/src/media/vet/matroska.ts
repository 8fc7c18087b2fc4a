import type { ByteReader } from './byte-reader';
import { VET_LIMITS } from './limits';
import { Refusal } from './refusal';

/** Element ids of RFC 9559 with their length marker, as they stand in the file. */
const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const VOID = 0xec;
const CRC = 0xbf;
const ATTACHMENTS = 0x1941a469;
const IN_SEGMENT = new Set([
  0x114d9b74,
  0x1549a966,
  TRACKS,
  CLUSTER,
  0x1c53bb6b,
  0x1043a770,
  0x1254c367,
  ATTACHMENTS,
  VOID,
  CRC,
]);
/** Timestamp, SimpleBlock, BlockGroup, PrevSize, Position, SilentTracks, EncryptedBlock. */
const IN_CLUSTER = new Set([0xe7, 0xa3, 0xa0, 0xab, 0xa7, 0x5854, 0xaf, VOID, CRC]);

export interface MatroskaFacts {
  container: 'webm' | 'matroska';
  /** False for a live stream, which has no size: a cut between two blocks can't be detected. */
  sizeDeclared: boolean;
}

interface Element {
  id: number;
  content: number;
  /** Undefined if the size is unknown: it ends where the next child of its parent starts. */
  end: number | undefined;
}

/**
 * Walks a WebM or Matroska file: header, segment, and the segment's children. Blocks are read only in
 * clusters of unknown size. Everything has to end inside the file.
 * @throws Refusal.
 */
export function walkMatroska(reader: ByteReader): MatroskaFacts {
  const header = readElement(reader, 0, reader.sizeBytes);
  if (
    header.id !== EBML ||
    header.end === undefined ||
    header.end - header.content > VET_LIMITS.ebmlHeaderBytes
  ) {
    throw new Refusal('element-size', 'no EBML header');
  }
  const container = docType(reader, header.content, header.end);
  let position = header.end;
  let seen = 0;
  let clusters = 0;
  let tracks = 0;
  let sizeDeclared = true;
  while (position < reader.sizeBytes) {
    const top = readElement(reader, position, reader.sizeBytes);
    if (top.id === VOID || top.id === CRC) {
      position = known(top);
      continue;
    }
    if (top.id !== SEGMENT)
      throw new Refusal('unknown-element', `no segment at byte ${position}, where one must start`);
    sizeDeclared &&= top.end !== undefined;
    const end = top.end ?? reader.sizeBytes;
    position = top.content;
    while (position < end) {
      seen += 1;
      if (seen > VET_LIMITS.ebmlElements)
        throw new Refusal('too-many-boxes', `more than ${VET_LIMITS.ebmlElements} elements`);
      const child = readElement(reader, position, end);
      if (!IN_SEGMENT.has(child.id))
        throw new Refusal('unknown-element', `unknown element at byte ${position}`);
      if (child.id === CLUSTER) clusters += 1;
      else limitMetadata(child);
      if (child.id === TRACKS) tracks += 1;
      position = child.end ?? walkCluster(reader, child.content, end);
    }
  }
  if (tracks !== 1) throw new Refusal('no-movie', `${tracks} lists of tracks`);
  if (clusters === 0) throw new Refusal('no-samples');
  return { container, sizeDeclared };
}

function limitMetadata(element: Element): void {
  const size = known(element) - element.content;
  if (element.id !== VOID && element.id !== ATTACHMENTS && size > VET_LIMITS.ebmlMetadataBytes) {
    throw new Refusal(
      'box-too-large',
      `a table of ${size} bytes, the limit is ${VET_LIMITS.ebmlMetadataBytes}`,
    );
  }
}

function known(element: Element): number {
  if (element.end === undefined)
    throw new Refusal('element-size', 'an element without the size that it must have');
  return element.end;
}

/** Skips the blocks of a cluster of unknown size, up to the next element that is not inside a cluster. */
function walkCluster(reader: ByteReader, start: number, end: number): number {
  let position = start;
  for (let blocks = 0; position < end; blocks += 1) {
    if (blocks > VET_LIMITS.ebmlBlocks)
      throw new Refusal('too-many-samples', `more than ${VET_LIMITS.ebmlBlocks} blocks`);
    const child = readElement(reader, position, end);
    if (IN_CLUSTER.has(child.id)) position = known(child);
    else if (IN_SEGMENT.has(child.id)) return position;
    else throw new Refusal('unknown-element', `no block at byte ${position}, where one must start`);
  }
  return position;
}

function docType(reader: ByteReader, start: number, end: number): MatroskaFacts['container'] {
  let position = start;
  while (position < end) {
    const child = readElement(reader, position, end);
    const childEnd = known(child);
    if (child.id === DOC_TYPE && childEnd - child.content <= 16) {
      const name = reader
        .bytes(child.content, childEnd - child.content)
        .toString('latin1')
        .replace(/\0+$/, '');
      if (name === 'webm' || name === 'matroska') return name;
      throw new Refusal('unknown-element', `document type “${name}”`);
    }
    position = childEnd;
  }
  throw new Refusal('unknown-element', 'no document type in the header');
}

/** Ids have one to four bytes, sizes one to eight; a size of all ones is unknown (RFC 8794, 4 to 6). */
function readElement(reader: ByteReader, position: number, parentEnd: number): Element {
  const first = reader.bytes(position, 1)[0] ?? 0;
  const idBytes = Math.clz32(first) - 23;
  if (idBytes > 4)
    throw new Refusal('unknown-element', `no element at byte ${position}, where one must start`);
  let id = 0;
  for (const byte of reader.bytes(position, idBytes)) id = id * 256 + byte;
  const sizeAt = position + idBytes;
  const sizeFirst = reader.bytes(sizeAt, 1)[0] ?? 0;
  const sizeBytes = Math.clz32(sizeFirst) - 23;
  if (sizeBytes > 8) throw new Refusal('element-size', `element at byte ${position} has no size`);
  const bytes = reader.bytes(sizeAt, sizeBytes);
  let size = sizeFirst & (0xff >> sizeBytes);
  let allOnes = size === 0xff >> sizeBytes;
  for (const byte of bytes.subarray(1)) {
    size = size * 256 + byte;
    allOnes &&= byte === 0xff;
  }
  const content = sizeAt + sizeBytes;
  if (allOnes) return { id, content, end: undefined };
  if (content + size > parentEnd) {
    throw parentEnd === reader.sizeBytes
      ? new Refusal(
          'cut-off',
          `element at byte ${position} ends at byte ${content + size}, the file has ${parentEnd} bytes`,
        )
      : new Refusal('element-size', `element at byte ${position} is larger than the one around it`);
  }
  return { id, content, end: content + size };
}
