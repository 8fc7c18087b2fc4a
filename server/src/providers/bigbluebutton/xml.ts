import { Parser } from 'htmlparser2';

/**
 * An element without children is its text; any other is its children by name, each name with all
 * its elements in order, so that one and many look alike.
 */
export type XmlValue = string | XmlElement;
export interface XmlElement {
  [name: string]: XmlValue[];
}

export type XmlReading =
  | { outcome: 'read'; root: string; value: XmlValue }
  /** `reason` ends the sentence "the answer can't be read: ". */
  | { outcome: 'unreadable'; reason: string };

/** A list of recordings is six levels deep. */
const MOST_LEVELS = 32;
const MOST_ELEMENTS = 2_000_000;

interface Open {
  name: string;
  children?: XmlElement;
  text: string;
  cdata: string | undefined;
}

/**
 * Reads a whole XML document. Declarations are refused before anything is parsed, so there are no
 * entities but the five of XML and character references; time and memory are linear in the text.
 */
export function readXml(text: string): XmlReading {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    return { outcome: 'unreadable', reason: 'it holds a document type declaration' };
  }
  const open: Open[] = [];
  let elements = 0;
  let result: { root: string; value: XmlValue } | undefined;
  let fault: string | undefined;
  let inCdata = false;
  /** Nothing came since this element was opened: the parser reports `<a/>` as closed by implication. */
  let justOpened = false;
  const fail = (reason: string) => {
    fault ??= reason;
    parser.pause();
  };

  const parser = new Parser(
    {
      onopentag(name) {
        elements += 1;
        if (result !== undefined) fail('there is something after its end');
        else if (open.length >= MOST_LEVELS) fail(`it is nested deeper than ${MOST_LEVELS} levels`);
        else if (elements > MOST_ELEMENTS) fail(`it has more than ${MOST_ELEMENTS} elements`);
        else open.push({ name, text: '', cdata: undefined });
        justOpened = true;
      },
      ontext(piece) {
        justOpened = false;
        const last = open.at(-1);
        if (last === undefined) {
          if (piece.trim() !== '') fail('there is text outside of its elements');
        } else if (inCdata) last.cdata = (last.cdata ?? '') + piece;
        else last.text += piece;
      },
      oncdatastart() {
        inCdata = true;
        const last = open.at(-1);
        if (last !== undefined) last.cdata ??= '';
      },
      oncdataend() {
        inCdata = false;
      },
      onclosetag(name, implied) {
        const done = open.pop();
        const closesItself = justOpened && text.endsWith('/>', parser.endIndex + 1);
        justOpened = false;
        if ((implied && !closesItself) || done?.name !== name) return fail('it is cut off or broken');
        // Servers indent what stands around a CDATA section.
        const value = done.children ?? done.cdata ?? done.text;
        const parent = open.at(-1);
        if (parent === undefined) result = { root: name, value };
        else {
          parent.children ??= Object.create(null) as XmlElement;
          (parent.children[name] ??= []).push(value);
        }
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  if (fault !== undefined) return { outcome: 'unreadable', reason: fault };
  if (result === undefined) return { outcome: 'unreadable', reason: 'it is cut off or no XML' };
  return { outcome: 'read', ...result };
}
