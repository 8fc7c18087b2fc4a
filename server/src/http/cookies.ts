import { CookieJar as Jar } from 'tough-cookie';

/**
 * Cookies of one download, for servers that pass a session on in a redirect. Cookies are credentials:
 * a jar has one purpose, is kept in memory only, and its content is never shown.
 */
export interface CookieJar {
  /** Keeps what an answer sets. Cookies that the rules forbid (another domain) are dropped. */
  store(url: URL, setCookies: readonly string[]): void;
  /** Value of the `Cookie` header for this address; undefined when no cookie applies. */
  headerFor(url: URL): string | undefined;
}

/** A jar by the rules of RFC 6265: host, path, `Secure` and expiry decide. */
export function createCookieJar(): CookieJar {
  const jar = new Jar();
  return {
    store(url, setCookies) {
      for (const cookie of setCookies) jar.setCookieSync(cookie, url.href, { ignoreError: true });
    },
    headerFor(url) {
      const header = jar.getCookieStringSync(url.href);
      return header === '' ? undefined : header;
    },
  };
}
