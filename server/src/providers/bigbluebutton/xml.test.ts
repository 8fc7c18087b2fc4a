import { readXml } from './xml';

const valueOf = (text: string) => {
  const read = readXml(text);
  return read.outcome === 'read' ? JSON.parse(JSON.stringify(read.value)) : read.reason;
};

describe('XML of a server', () => {
  it('has a list for every name, so that one element and many are read the same way', () => {
    expect(valueOf('<r><a>1</a><b><c/></b><a>2</a></r>')).toEqual({ a: ['1', '2'], b: [{ c: [''] }] });
  });

  it('keeps CDATA as it is, without the indentation around it', () => {
    expect(valueOf('<r><n>\n  <![CDATA[a &amp; <b> ]]]]><![CDATA[> ]]></n></r>')).toEqual({
      n: ['a &amp; <b> ]]> '],
    });
  });

  it('knows the five entities of XML and characters by number, and no other', () => {
    expect(valueOf('<r><n>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&nbsp;&x;</n></r>')).toEqual({
      n: ['<>&"\'AB&nbsp;&x;'],
    });
  });

  it.each([
    ['a document type declaration', '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', 'doctype'],
    [
      'a declaration in small letters',
      '<?xml version="1.0"?>\n<!doctype r SYSTEM "file:///etc/passwd"><r/>',
      'doctype',
    ],
    ['a text that is cut off', '<r><a>1</a>', 'broken'],
    ['a text that is cut off inside of a tag', '<r><a>1</a', 'broken'],
    ['a text that is cut off after an empty element', '<r><a/>', 'broken'],
    ['elements that are closed in another order', '<r><a><b></a></b></r>', 'broken'],
    ['two roots', '<r/><r/>', 'broken'],
    ['text in its place', 'Bad gateway', 'broken'],
    ['nothing', '', 'broken'],
    ['levels without end', '<a>'.repeat(1_000_000), 'too-deep'],
  ])('refuses %s', (_what, text, reason) => {
    expect(valueOf(text)).toBe(reason);
  });

  it('fault 23: names like __proto__ change nothing', () => {
    const read = readXml(
      '<r><__proto__><polluted>yes</polluted></__proto__><constructor>x</constructor></r>',
    );
    expect(read).toMatchObject({ outcome: 'read' });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('reads a very long answer: work that grew with the square of the length would never end', () => {
    const count = 500_000;
    expect(readXml(`<r>${'<a>x&amp;y</a>'.repeat(count)}</r>`)).toMatchObject({ outcome: 'read' });
  });
});
