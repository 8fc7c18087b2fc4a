import { message } from '../../../contracts/messages/catalogue';
import { signInPage } from './sign-in-page';

describe('the page on which a sign-in ends', () => {
  const page = {
    title: message('sign-in.page.refused'),
    texts: [message('sign-in.page.provider-says', { words: '<script>alert("x")</script>' })],
    backUrl: 'https://cms.example.com/admin?a=1&b="2"',
    closes: false,
  };

  it('is in the language of its reader, and says so', () => {
    expect(signInPage(page, 'en')).toMatch(/<html lang="en">.*<h1>The sign-in did not succeed<\/h1>/);
    const html = signInPage(page, 'uk');
    expect(html).toMatch(/<html lang="uk">.*<title>Увійти не вдалося<\/title>.*<h1>Увійти не вдалося<\/h1>/);
    expect(html).toContain('>Назад до конектора в Strapi</a>');
  });

  it('shows the words of others as text, and runs no script of theirs', () => {
    const html = signInPage(page, 'en');
    expect(html).toContain('The provider says: “&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;”');
    expect(html).toContain('href="https://cms.example.com/admin?a=1&amp;b=&quot;2&quot;"');
    expect(html).not.toContain('<script>');
    expect(signInPage({ ...page, closes: true }, 'en').match(/<script>/g)).toHaveLength(1);
  });
});
