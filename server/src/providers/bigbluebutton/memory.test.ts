import { createCookieJar } from '../../http/cookies';
import type { Account } from '../account';
import { forgetFound, recentlyFound, rememberFound } from './memory';

let nowMs = 0;
/** Nothing here asks for anything but the time and the memory. */
const account = (): Account => ({
  settings: {},
  clock: () => nowMs,
  memory: new Map(),
  http: {} as Account['http'],
});
const file = (url: string) => ({ url, cookies: createCookieJar() });

it('uses a place for half an hour after the file was opened there', () => {
  const of = account();
  rememberFound(of, 'r1', 'video', file('https://bbb.example/1'));
  nowMs = 30 * 60_000 - 1;
  expect(recentlyFound(of, 'r1', 'video')?.url).toBe('https://bbb.example/1');
  expect(recentlyFound(of, 'r1', 'podcast')).toBeUndefined();
  nowMs += 1;
  expect(recentlyFound(of, 'r1', 'video')).toBeUndefined();
});

it('forgets a place that was refused, and the oldest of more than 200', () => {
  const of = account();
  for (let number = 1; number <= 201; number += 1) rememberFound(of, `r${number}`, 'video', file('x'));
  forgetFound(of, 'r201', 'video');
  expect(['r1', 'r2', 'r201'].map((id) => recentlyFound(of, id, 'video')?.url)).toEqual([
    undefined,
    'x',
    undefined,
  ]);
});
