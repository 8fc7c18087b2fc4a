/**
 * Loaded into a site's process (`node --import`). On SIGUSR2 the site requests an address, as
 * any other plugin would, with Node's `http.get` and `https.get`.
 */
import http from 'node:http';
import https from 'node:https';

process.on('SIGUSR2', () => {
  for (const [library, scheme] of [
    [http, 'http'],
    [https, 'https'],
  ]) {
    library
      .get(`${scheme}://asked-from-inside.test/`, (answer) => answer.resume())
      .on('error', () => undefined);
  }
});
