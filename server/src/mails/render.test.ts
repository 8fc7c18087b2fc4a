import fc from 'fast-check';
import { message } from '../../../contracts/messages/catalogue';
import { CATALOGUES, type Language } from '../../../contracts/messages/say';
import { MAIL_TEMPLATE_IDS, MAIL_TEMPLATES } from '../../../contracts/mail-templates';
import { linksInAddresses, mailValues, ownText, renderMail, unknownPlaceholders } from './render';

const LANGUAGES = Object.keys(CATALOGUES) as Language[];

describe('a mail', () => {
  it('is written in the language of its recipient, lists line by line', () => {
    const data = {
      host: 'Ada {x}',
      recordings: [
        message('mail.line', { title: 'Algebra', standing: message('mail.standing.draft') }),
        'Office hour',
      ],
      link: '',
    };
    const textIn = (language: Language) =>
      renderMail(ownText('recordings-uploaded', language), mailValues(data, language)).text;
    expect(textIn('en')).toBe(
      'Hello Ada {x},\n\nThese recordings of your meetings have arrived:\n\n- Algebra (draft)\n- Office hour',
    );
    expect(textIn('uk')).toBe(
      'Вітаємо, Ada {x}!\n\nНадійшли записи ваших зустрічей:\n\n- Algebra (чернетка)\n- Office hour',
    );
    // As earlier versions kept it.
    expect(mailValues({ recordings: '- Algebra (draft)' }, 'uk')).toEqual({
      recordings: '- Algebra (draft)',
    });
  });

  it.each<[string, string[]]>([
    ['Open it: {{link}}', []],
    ['({{signUpLink}}), <{{ link }}>', []],
    ['{{link}}', []],
    ['{{host}}{{title}}', []],
    ['https://evil.example/?to={{signUpLink}}', ['signUpLink']],
    ['https://evil.example/{{ link }}', ['link']],
    ['https:{{link}}', ['link']],
    ['{{host}}{{signUpLink}}', ['signUpLink']],
    ['x{{host}}{{signUpLink}}', ['signUpLink']],
  ])('with the text “%s” hands to another site: %j', (text, links) => {
    expect(linksInAddresses(text)).toEqual(links);
  });

  it('replaces each placeholder once: a value that looks like one stays as it is', () => {
    const { text } = renderMail(
      { subject: 's', text: '{{ title }} by {{host}}' },
      { title: '{{host}} {{7*7}} <%= 1 %> ${1}', host: 'Ada' },
    );
    expect(text).toBe('{{host}} {{7*7}} <%= 1 %> ${1} by Ada');
  });

  it('fault 72: shows hostile titles as text', () => {
    const { html } = renderMail(
      { subject: 's', text: 'About {{title}}' },
      { title: '<img src=x onerror="alert(1)"> & \u202egpj' },
    );
    expect(html).toBe('<p>About &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; gpj</p>');
  });

  it('keeps the subject one line', () => {
    const { subject } = renderMail(
      { subject: 'New: {{title}}', text: 'x' },
      { title: 'a\r\nBcc: b@example.com' },
    );
    expect(subject).toBe('New: a Bcc: b@example.com');
  });

  it('leaves out a paragraph in which a value is empty', () => {
    const template = { subject: 's', text: 'Hello\n\nSign up:\n{{signUpLink}}\n\nBye' };
    expect(renderMail(template, { signUpLink: '' }).text).toBe('Hello\n\nBye');
    expect(renderMail(template, {}).text).toBe('Hello\n\nBye');
  });

  it('makes links of our own addresses only', () => {
    const { html } = renderMail(
      { subject: 's', text: '{{title}} {{link}}' },
      { title: 'https://evil.example', link: 'https://cms.example.com/a?b=1&c=2' },
    );
    expect(html).toBe(
      '<p>https://evil.example <a href="https://cms.example.com/a?b=1&amp;c=2">https://cms.example.com/a?b=1&amp;c=2</a></p>',
    );
    expect(
      renderMail({ subject: 's', text: '{{link}}' }, { link: 'javascript:alert(1)' }).html,
    ).not.toContain('<a');
  });

  it('knows no value by the name of what every object has', () => {
    expect(renderMail({ subject: 's', text: 'a {{constructor}}\n\nb' }, {}).text).toBe('b');
  });

  it('holds no tag that its values brought, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { html, subject } = renderMail({ subject: '{{v}}', text: 'x{{v}}x' }, { v: value });
        expect(html.replace(/^<p>|<\/p>$|<br>/g, '')).not.toMatch(/[<>"]/);
        expect(subject).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it.each(MAIL_TEMPLATE_IDS)('of the plugin itself uses only its own values: %s', (id) => {
    const { values, sample } = MAIL_TEMPLATES[id];
    expect(Object.keys(sample)).toEqual(expect.arrayContaining([...values]));
    for (const language of LANGUAGES) {
      const own = ownText(id, language);
      expect(unknownPlaceholders(own.subject + own.text, values)).toEqual([]);
      expect(linksInAddresses(own.text)).toEqual([]);
      expect(renderMail(own, mailValues(sample, language)).text).not.toMatch(/\{|\}|mail-text/);
    }
  });
});
