// A simple script: one file after the other, one connection each, no check, no temporary name.
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const [base, count, dir] = process.argv.slice(2);
for (let index = 0; index < Number(count); index += 1) {
  const answer = await new Promise((resolve, reject) => {
    http.get(`${base}/files/${index}.mp4`, { agent: false }, resolve).once('error', reject);
  });
  await pipeline(answer, createWriteStream(path.join(dir, `${index}.mp4`)));
}
