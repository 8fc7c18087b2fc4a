import { Parser } from 'htmlparser2';

/**
 * An element without children is its text. Any other element is its children by name: each name has a
 * list of all its elements in order, so that one and many look alike.
 */
export type XmlValue = string | XmlElement;
export interface XmlElement {
  [name: string]: XmlValue[];
}

export type XmlReading =
  { outcome: 'read'; root: string; value: XmlValue } | { outcome: 'unreadable'; reason: XmlFault };
/** Why a text is refused: `too-deep` and `too-many` are limits of ours, `broken` includes a text that ends early. */
export type XmlFault = 'doctype' | 'too-deep' | 'too-many' | 'broken';

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
 * Reads a whole XML document. Declarations are refused before anything is parsed, so the only entities
 * are XML's own five and character references. Time and memory are linear in the text.
 */
export function readXml(text: string): XmlReading {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    return { outcome: 'unreadable', reason: 'doctype' };
  }
  const open: Open[] = [];
  let elements = 0;
  let result: { root: string; value: XmlValue } | undefined;
  let fault: XmlFault | undefined;
  let inCdata = false;
  /** Nothing came since this element was opened. The parser reports `<a/>` as closed by implication. */
  let justOpened = false;
  const fail = (reason: XmlFault) => {
    fault ??= reason;
    parser.pause();
  };

  const parser = new Parser(
    {
      onopentag(name) {
        elements += 1;
        if (result !== undefined) fail('broken');
        else if (open.length >= MOST_LEVELS) fail('too-deep');
        else if (elements > MOST_ELEMENTS) fail('too-many');
        else open.push({ name, text: '', cdata: undefined });
        justOpened = true;
      },
      ontext(piece) {
        justOpened = false;
        const last = open.at(-1);
        if (last === undefined) {
          if (piece.trim() !== '') fail('broken');
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
        if ((implied && !closesItself) || done?.name !== name) return fail('broken');
        // Servers put indentation around a CDATA section.
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
  if (result === undefined) return { outcome: 'unreadable', reason: 'broken' };
  return { outcome: 'read', ...result };
}
