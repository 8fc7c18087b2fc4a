import { MAIL_TEMPLATES, type MailTemplateId } from '../../../contracts/mail-templates';
import { isList, type MessageValue } from '../../../contracts/messages/message';
import { say, sayValue, type Language } from '../../../contracts/messages/say';
import { foreignLine } from '../../../contracts/foreign-text';
import { cleanTitle } from '../domain/title';

export interface MailText {
  subject: string;
  text: string;
}

export interface RenderedMail extends MailText {
  html: string;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The plugin's own text of a mail, with its places as managers write them: `{{name}}`. */
export function ownText(id: MailTemplateId, language: Language): MailText {
  const { values } = MAIL_TEMPLATES[id];
  const places = Object.fromEntries(values.map((name) => [name, `{{${name}}}`]));
  return {
    subject: say({ code: `mail-text.${id}.subject`, values: places }, language),
    text: say({ code: `mail-text.${id}.text`, values: places }, language),
  };
}

/** The values of a mail in the language of its recipient. Each part of a list is a line. */
export const mailValues = (
  data: Readonly<Record<string, MessageValue>>,
  language: Language,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      isList(value)
        ? value.map((line) => `- ${sayValue(line, language)}`).join('\n')
        : sayValue(value, language),
    ]),
  );

/** Names in `text` that are not among `values`. */
export const unknownPlaceholders = (text: string, values: readonly string[]): string[] =>
  [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))].filter(
    (name) => !values.includes(name),
  );

/**
 * Names of links that stand inside another address: whoever opens that address would hand the link to its
 * site. A sign-up link opens an account.
 */
export const linksInAddresses = (text: string): string[] =>
  [...text.matchAll(/(?<=[^\s(<«“"'])\{\{\s*(\w+)\s*\}\}/g)].flatMap(([, name = '']) =>
    isLink(name) ? [name] : [],
  );

const escapeHtml = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  );

const LONGEST_LINE_OF_MAIL = 10_000;

/** Removes control characters and bidirectional overrides, but keeps line breaks. */
const cleanText = (text: string) =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => foreignLine(line, LONGEST_LINE_OF_MAIL))
    .join('\n');

/** Values that are addresses made by the plugin. Only they become links. */
const isLink = (name: string) => /^link$|Link$/.test(name);

/**
 * Fills a template. Texts of a provider or a person are data: placeholders are replaced in one pass, and
 * a value is never read as a template (the template language of Strapi's own mails ran code:
 * CVE-2023-22621). Values are escaped in the HTML part, and can't add a line to the subject. A paragraph
 * with an empty value is left out. Pure.
 */
export function renderMail(template: MailText, values: Readonly<Record<string, string>>): RenderedMail {
  const valueOf = (name: string) => cleanText(Object.hasOwn(values, name) ? (values[name] ?? '') : '');
  const paragraphs = template.text
    .split(/\n\s*\n/)
    .filter((paragraph) =>
      [...paragraph.matchAll(PLACEHOLDER)].every((match) => valueOf(match[1] ?? '') !== ''),
    );
  const plain = (text: string) => text.replace(PLACEHOLDER, (_, name: string) => valueOf(name));
  const html = (text: string) =>
    text
      .split(/(\{\{\s*\w+\s*\}\})/)
      .map((piece) => {
        const name = /^\{\{\s*(\w+)\s*\}\}$/.exec(piece)?.[1];
        if (name === undefined) return escapeHtml(piece);
        const value = escapeHtml(valueOf(name));
        return isLink(name) && /^https?:/.test(value) ? `<a href="${value}">${value}</a>` : value;
      })
      .join('')
      .replaceAll('\n', '<br>\n');
  return {
    subject: cleanTitle(plain(template.subject)),
    text: paragraphs.map(plain).join('\n\n'),
    html: paragraphs.map((paragraph) => `<p>${html(paragraph)}</p>`).join('\n'),
  };
}
