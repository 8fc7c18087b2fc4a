/**
 * Loaded into a site's process (`node --import`): on SIGUSR2 the site itself asks for an address, as
 * any other plugin would, through Node's own `http.get` and `https.get`.
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
