import { createHash } from 'node:crypto';
import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import { say, type Language } from '../../../contracts/messages/say';

/** What a person sees at the end of a sign-in, in the tab to which the provider sent the browser. */
export interface SignInPage {
  title: MessageOrText;
  /** Paragraphs. The provider's own words are among them, as plain text. */
  texts: MessageOrText[];
  /** Address of the panel. Absent when the start of the sign-in is unknown. */
  backUrl?: string;
  /** The tab closes itself if a script opened it. Browsers do not allow more. */
  closes: boolean;
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;color:#32324d;background:#f6f6f9;margin:0;padding:15vh 1.5rem}main{max-width:34rem;margin:auto;background:#fff;border:1px solid #eaeaef;border-radius:4px;padding:2rem}h1{font-size:1.4rem;margin:0 0 1rem}p{overflow-wrap:anywhere}a{color:#4945ff}';
const CLOSE = 'window.close()';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Allows only our own style and the one script, both by their hash, whatever the texts contain. */
export const PAGE_POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(CLOSE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

export function signInPage({ title, texts, backUrl, closes }: SignInPage, language: Language): string {
  const told = (said: MessageOrText) => escaped(say(said, language));
  const back =
    backUrl === undefined
      ? ''
      : `<p><a href="${escaped(backUrl)}">${told(message('sign-in.page.back'))}</a></p>`;
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${told(title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${told(title)}</h1>`,
    ...texts.map((text) => `<p>${told(text)}</p>`),
    back,
    `</main>${closes ? `<script>${CLOSE}</script>` : ''}</body></html>`,
  ].join('');
}
