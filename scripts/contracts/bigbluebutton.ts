import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { signedCall } from '../../server/src/providers/bigbluebutton/checksum';
import { startBbbEmulator, type BbbEmulator } from '../../emulators/bigbluebutton/emulator';
import { readXml } from '../../server/src/providers/bigbluebutton/xml';
import type { ContractCheck, Deviation } from './deviation';
import { providerOf } from './openapi-calls';
import { openSamples } from './samples';
import { walk } from './walk';
import { seedDemoServer } from '../../emulators/bigbluebutton/demo';

/** By the start of a sample's file name, longer ones first. */
const CALLS: readonly [file: string, call: string][] = [
  ['api_version', 'version'],
  ['get_recording_text_tracks', 'getRecordingTextTracks'],
  ['get_recordings', 'getRecordings'],
  ['publish_recordings', 'publishRecordings'],
  ['update_recordings', 'updateRecordings'],
  ['delete_recordings', 'deleteRecordings'],
  ['get_meetings', 'getMeetings'],
  ['get_meeting_info', 'getMeetingInfo'],
  ['is_meeting_running', 'isMeetingRunning'],
  ['create_meeting', 'create'],
  ['join_meeting', 'join'],
  ['end_meeting', 'end'],
  ['hooks_create', 'hooks/create'],
  ['hooks_list', 'hooks/list'],
  ['hooks_destroy', 'hooks/destroy'],
];
/** Creators of meetings choose these names. */
const OWN_NAMES = /\/(metadata|customdata)\/\*\/.|\/metadata\/[^/]+$/;

function documentOf(text: string): unknown {
  if (text.trimStart().startsWith('{')) return JSON.parse(text) as unknown;
  const reading = readXml(text.trim());
  if (reading.outcome === 'unreadable') throw new Error(`a document can't be read: ${reading.reason}`);
  return reading.value;
}

/** A refusal looks the same for every call. */
function subjectOf(call: string, document: unknown): string {
  return /"returncode":\[?"FAILED"/.test(JSON.stringify(document)) ? 'a refused call' : call;
}

function samplesIn(folder: string): Map<string, unknown[]> {
  const samples = new Map<string, unknown[]>();
  for (const file of readdirSync(folder)) {
    const call = CALLS.find(([start]) => file.startsWith(start))?.[1];
    if (call === undefined) continue;
    const document = documentOf(readFileSync(path.join(folder, file), 'utf8'));
    const subject = subjectOf(call, document);
    samples.set(subject, [...(samples.get(subject) ?? []), document]);
  }
  return samples;
}

/** Calls that the emulator answers but the plugin never makes. */
async function askTheRest(emulator: BbbEmulator): Promise<{ call: string; text: string }[]> {
  const meeting = { meetingID: 'seminar-7', name: 'Seminar' };
  const recordID = 'none-1';
  const asked: [call: string, parameters: Record<string, string>][] = [
    ['create', { ...meeting, record: 'true', meta_origin: 'site' }],
    ['create', { ...meeting, record: 'true', meta_origin: 'site' }],
    ['join', { meetingID: 'seminar-7', fullName: 'Ada', role: 'MODERATOR', redirect: 'false' }],
    ['isMeetingRunning', { meetingID: 'seminar-7' }],
    ['getMeetingInfo', { meetingID: 'seminar-7' }],
    ['getMeetings', {}],
    ['end', { meetingID: 'seminar-7' }],
    ['publishRecordings', { recordID, publish: 'true' }],
    ['updateRecordings', { recordID, meta_title: 'x' }],
    ['deleteRecordings', { recordID }],
    ['getRecordings', { recordID }],
    ['hooks/create', {}],
    ['hooks/create', { callbackURL: 'https://site.example/a', meetingID: 'seminar-7' }],
    ['hooks/create', { callbackURL: 'https://site.example/a', meetingID: 'seminar-7' }],
    ['hooks/list', {}],
    ['hooks/destroy', {}],
    ['hooks/destroy', { hookID: '99' }],
  ];
  const texts: { call: string; text: string }[] = [];
  for (const [call, parameters] of asked) {
    const kind = call.startsWith('hooks/') ? emulator.settings.hooksChecksum : 'sha256';
    const address = `${emulator.serverUrl}api/${signedCall(call, parameters, emulator.secret, kind)}`;
    texts.push({ call, text: await (await fetch(address)).text() });
  }
  return texts;
}

export const bigBlueButtonAnswers: ContractCheck = {
  provider: 'bigbluebutton',
  title: 'BigBlueButton: answers',
  async run(specs) {
    const samples = samplesIn(path.join(specs, 'bigbluebutton/api-responses'));
    const contract = openSamples({ samples, side: 'answer', free: OWN_NAMES });
    const emulator = await startBbbEmulator();
    try {
      seedDemoServer(emulator);
      const apiBase = `${emulator.serverUrl}api`;
      const exchanges = await walk(
        providerOf('bigbluebutton'),
        { settings: emulator.connectorSettings },
        { apiBase },
      );
      const heard = exchanges.flatMap(({ path: call, answer }) =>
        answer === undefined ? [] : [{ call: call.slice(1) || 'version', answer }],
      );
      for (const { call, text } of await askTheRest(emulator)) heard.push({ call, answer: text });
      const deviations = heard.flatMap(({ call, answer }) => {
        const document = typeof answer === 'string' ? documentOf(answer) : answer;
        return contract.check(subjectOf(call, document), document);
      });
      return { looks: heard.length, deviations };
    } finally {
      await emulator.stop();
    }
  },
};

/** Events of meetings. The samples have none of recordings. */
export const bigBlueButtonEvents: ContractCheck = {
  provider: 'bigbluebutton',
  title: 'BigBlueButton: events of the webhooks module',
  async run(specs) {
    const lines = readFileSync(path.join(specs, 'bigbluebutton/webhook-events/mapped-events.json'), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as { data: { id: string } });
    const samples = new Map<string, unknown[]>();
    for (const sample of lines) samples.set(sample.data.id, [...(samples.get(sample.data.id) ?? []), sample]);
    const contract = openSamples({ samples, side: 'event' });
    const emulator = await startBbbEmulator();
    try {
      const deviations: Deviation[] = [];
      const meeting = { internalId: 'abc-1698771157700', externalId: 'seminar-7' };
      for (const id of samples.keys()) {
        const { body } = emulator.hooks.requestOf('https://site.example/hook', { id, meeting });
        const [event] = JSON.parse(new URLSearchParams(body).get('event') ?? '[]') as unknown[];
        deviations.push(...contract.check(id, event));
      }
      return { looks: samples.size, deviations };
    } finally {
      await emulator.stop();
    }
  },
};
