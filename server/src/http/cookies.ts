import { CookieJar as Jar } from 'tough-cookie';

/**
 * Cookies of one download, where a server hands a session over in a redirect. Cookies are
 * credentials: a jar belongs to one purpose, is held in memory and never told.
 */
export interface CookieJar {
  /** Keeps what an answer sets; what the rules forbid (another domain) is dropped. */
  store(url: URL, setCookies: readonly string[]): void;
  /** Value of the `Cookie` header for this address; undefined when none belongs there. */
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
