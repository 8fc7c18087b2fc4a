/**
 * The least of an upload provider for S3, on Node's own `http`: unsigned, for a server of the tests.
 * `damage` says how many uploads arrive with one bit turned over.
 */
const http = require('node:http');
const { Transform } = require('node:stream');

/** Turns over the first bit that passes. */
const damaging = () => {
  let done = false;
  return new Transform({
    transform(chunk, _encoding, next) {
      const bytes = Buffer.from(chunk);
      if (!done && bytes.length > 0) bytes[bytes.length - 1] ^= 1;
      done = true;
      next(null, bytes);
    },
  });
};

module.exports = {
  init({ bucketUrl, isPrivate = false, damage = 0 }) {
    let left = damage;
    const urlOf = (file) => `${bucketUrl}/${file.hash}${file.ext}`;
    const send = (method, file, stream) =>
      new Promise((resolve, reject) => {
        const request = http.request(
          urlOf(file),
          { method, headers: file.mime ? { 'content-type': file.mime } : {} },
          (answer) => {
            answer.resume();
            answer.on('end', () =>
              answer.statusCode < 300 ? resolve() : reject(new Error(`S3 answered ${answer.statusCode}`)),
            );
          },
        );
        request.on('error', reject);
        if (stream === undefined) request.end();
        else stream.on('error', (error) => request.destroy(error)).pipe(request);
      });
    const put = async (file, stream) => {
      left -= 1;
      await send('PUT', file, left >= 0 ? stream.pipe(damaging()) : stream);
      file.url = urlOf(file);
    };
    return {
      uploadStream: (file) => put(file, file.stream),
      delete: (file) => send('DELETE', file),
      isPrivate: () => isPrivate,
      // As the official provider: of the key that it makes of hash and extension, never of the address.
      getSignedUrl: (file) => Promise.resolve({ url: `${urlOf(file)}?signed=yes` }),
    };
  },
};
