import type { KeyObject } from 'node:crypto';
import { readToken, type TokenReading } from './read-token';

/**
 * The pages of a room: the script that embeds it, and what stands in the frame. No media: who came in
 * is shown with the rights that the token gives, and a recording is started and stopped by buttons.
 */
export const externalApi = (origin: string, appId: string): string => `'use strict';
window.JitsiMeetExternalAPI = class {
  constructor(domain, { roomName, jwt, parentNode, width = '100%', height = 480 }) {
    this.listeners = new Map();
    const room = String(roomName).replace(/^.*\\//, '');
    this.frame = document.createElement('iframe');
    this.frame.title = 'Room ' + room;
    this.frame.style.cssText = 'border:0;width:' + (typeof width === 'number' ? width + 'px' : width);
    this.frame.height = height;
    this.frame.src = ${JSON.stringify(`${origin}/${appId}/`)} + encodeURIComponent(room) + '?jwt=' + encodeURIComponent(jwt || '');
    parentNode.append(this.frame);
    this.heard = ({ origin, source, data }) => {
      if (origin !== ${JSON.stringify(origin)} || source !== this.frame.contentWindow || !data) return;
      if (data.event === 'recordingStatusChanged' && data.detail.session) this.session = data.detail.session;
      for (const listener of this.listeners.get(data.event) || []) listener(data.detail);
    };
    window.addEventListener('message', this.heard);
  }
  addListener(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) || []), listener]);
  }
  on(event, listener) {
    this.addListener(event, listener);
  }
  getSessionId() {
    return Promise.resolve(this.session);
  }
  executeCommand(name) {
    this.frame.contentWindow.postMessage({ command: name }, ${JSON.stringify(origin)});
  }
  dispose() {
    window.removeEventListener('message', this.heard);
    this.frame.remove();
  }
};
`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{font:16px system-ui;margin:2rem;background:#111;color:#eee}button{font:inherit;margin-right:.5rem}</style>
${body}</html>`;

/** Whether a token opens the room. The case of the name is ignored, and a Lua pattern works only as a wildcard. */
export function admits(reading: TokenReading, appId: string, room: string): boolean {
  if (reading.outcome === 'refused' || reading.appId !== appId) return false;
  if (reading.room === '*') return true;
  if (!reading.isPattern) return reading.room.toLowerCase() === room.toLowerCase();
  const pattern = reading.room.replace(
    /%(.)|([.*+?^$(){}|[\]\\])/g,
    (_, literal?: string, special?: string) =>
      literal === undefined
        ? special === '.' || special === '*' || special === '+'
          ? special
          : `\\${special}`
        : `\\${literal}`,
  );
  return new RegExp(`^${pattern}$`, 'i').test(room);
}

/** Who enters with a token, with which rights. Undefined if it is refused. */
export interface Entrance {
  id: string;
  name: string;
  email?: string;
  moderator: boolean;
  /** A moderator whose token has the feature; since release 5518 whoever has the feature. */
  mayRecord: boolean;
}

export function enter(
  jwt: string,
  {
    appId,
    keyId,
    publicKey,
    room,
    nowMs,
  }: { appId: string; keyId: string; publicKey: KeyObject; room: string; nowMs: number },
): Entrance | { refused: string } {
  const reading = readToken(jwt, publicKey, nowMs);
  if (reading.outcome === 'refused') return { refused: reading.reason };
  if (reading.keyId !== keyId) return { refused: 'no such key' };
  if (!admits(reading, appId, room)) return { refused: 'the token is for another room' };
  const { user, moderator, mayRecord } = reading;
  return {
    id: user.id,
    name: user.name,
    ...(user.email === undefined ? {} : { email: user.email }),
    moderator,
    mayRecord,
  };
}

export const refusedPage = (reason: string): string =>
  page('Not allowed', `<h1>Authentication failed</h1><p>${escaped(reason)}</p>`);

export const roomPage = (room: string, person: Entrance): string =>
  page(
    room,
    `<h1>${escaped(room)}</h1>
<p id="who">${escaped(person.name)}${person.moderator ? ' (moderator)' : ''}</p>
<p>${person.mayRecord ? '<button id="start">Start recording</button><button id="stop" disabled>Stop recording</button>' : 'This token does not allow recording.'}</p>
<p id="state" role="status"></p>
<script>
const say = (event, detail) => parent.postMessage({ event, detail }, '*');
const state = document.getElementById('state');
const [start, stop] = ['start', 'stop'].map((id) => document.getElementById(id));
const call = (what) => fetch(location.pathname + '/' + what + location.search, { method: 'POST' }).then((answer) => answer.json());
say('videoConferenceJoined', { roomName: ${JSON.stringify(room).replace(/</g, '\\u003c')} });
start?.addEventListener('click', async () => {
  start.disabled = true;
  const { session } = await call('start');
  stop.disabled = false;
  state.textContent = 'Recording';
  say('recordingStatusChanged', { on: true, mode: 'file', session });
});
stop?.addEventListener('click', async () => {
  stop.disabled = true;
  const { link, ttl } = await call('stop');
  start.disabled = false;
  state.textContent = 'Recorded';
  say('recordingStatusChanged', { on: false, mode: 'file' });
  if (link) say('recordingLinkAvailable', { link, ttl });
});
addEventListener('message', ({ source, data }) => {
  if (source !== parent || !data) return;
  if (data.command === 'startRecording') start?.click();
  if (data.command === 'stopRecording') stop?.click();
});
</script>`,
  );
