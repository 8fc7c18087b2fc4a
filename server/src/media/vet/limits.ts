/**
 * Limits that no meeting recording reaches. They stop hostile and damaged files: as measured, less than
 * 1 KB can exhaust a parser's memory or keep it busy forever. A recording of 15 hours with 25 frames a
 * second and 48 kHz audio has 3.9 M samples and a `moov` of 25 MB; one of 4 hours has 1 M samples.
 */
export const VET_LIMITS = {
  /** Read at once while a file is read in order; less is read after a jump. */
  readBytes: 64 * 1024,
  jumpReadBytes: 4 * 1024,
  /** `moov` > `trak` > `mdia` > `minf` > `stbl` > table is six. */
  boxDepth: 8,
  /** Bytes behind the last box that are no box: recorders and players leave some. */
  tailBytes: 4 * 1024,
  /** Boxes outside fragments. */
  boxes: 20_000,
  /** Parsers read it as a whole. */
  moovBytes: 64 * 1024 * 1024,
  /** Parsers read each as a whole. */
  moofBytes: 1024 * 1024,
  mfraBytes: 4 * 1024 * 1024,
  /** One a second for 16 hours. */
  fragments: 60_000,
  boxesPerFragment: 1_000,
  samplesPerFragment: 100_000,
  /** Samples of a run without a field for each sample, whose count costs no bytes. */
  samplesPerBareRun: 4_096,
  /** Of all tracks and fragments. */
  samples: 4_000_000,
  /** Parsers walk a chunk from its start for each sample: quadratic. */
  samplesPerChunk: 20_000,
  tracks: 64,
  edits: 32,
  sampleEntries: 16,
  /** Codec settings; read as a whole. */
  stsdBytes: 64 * 1024,
  durationSeconds: 7 * 86_400,
  ebmlHeaderBytes: 4 * 1024,
  ebmlElements: 200_000,
  ebmlBlocks: 4_000_000,
  /** Matroska's track list, index and tags: parsers read each as a whole. */
  ebmlMetadataBytes: 32 * 1024 * 1024,
  /** Captions, chat and the like: a 24 hour transcript has about 2 MB. */
  textBytes: 64 * 1024 * 1024,
  imageBytes: 64 * 1024 * 1024,
  /** A day with 24 Mbit/s. */
  mediaBytes: 256 * 1024 ** 3,
  /** Formats without tables, of which all is read: a day of uncompressed stereo has 16 GiB. */
  plainMediaBytes: 32 * 1024 ** 3,
} as const;
