/**
 * An upload provider that keeps files in a folder and misbehaves as its options say:
 * `throws-at-once`, `rejects-late`, `never-settles`, `stream-error-after-success`, `buffers-only`;
 * `times` says how often before it behaves.
 */
const fs = require('node:fs');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');

module.exports = {
  init({ dir, trouble, times = 1 }) {
    fs.mkdirSync(dir, { recursive: true });
    let left = times;
    const troubled = () => {
      left -= 1;
      return left >= 0;
    };
    const target = (file) => path.join(dir, `${file.hash}${file.ext}`);
    const keep = async (file) => {
      await pipeline(file.stream, fs.createWriteStream(target(file)));
      file.url = `/kept/${file.hash}${file.ext}`;
    };
    const provider = {
      upload: async (file) => {
        fs.writeFileSync(target(file), file.buffer);
        file.url = `/kept/${file.hash}${file.ext}`;
      },
      delete: async (file) => fs.rmSync(target(file), { force: true }),
    };
    if (trouble === 'buffers-only') return provider;
    return {
      ...provider,
      uploadStream(file) {
        if (trouble === 'throws-at-once' && troubled()) throw new Error('no room in the cloud');
        if (trouble === 'rejects-late' && troubled()) {
          file.stream.resume();
          return new Promise((_resolve, reject) =>
            setTimeout(() => reject(new Error('the cloud said no')), 200),
          );
        }
        if (trouble === 'never-settles' && troubled()) return new Promise(() => undefined);
        if (trouble === 'stream-error-after-success') {
          const { stream } = file;
          return keep(file).then(() => {
            setTimeout(() => stream.emit('error', new Error('too late')), 50);
          });
        }
        return keep(file);
      },
    };
  },
};
