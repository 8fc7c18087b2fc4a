/** What we use of a package that brings no types. */
declare module 'webvtt-parser' {
  interface ParsedCue {
    startTime: number;
    endTime: number;
    /** As written, with its markup. */
    text: string;
  }
  // Its exports are made at run time, so that an ES module sees them only as the default.
  const exported: { WebVTTParser: new () => { parse(input: string): { cues: ParsedCue[] } } };
  export default exported;
}
