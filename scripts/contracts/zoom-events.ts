import path from 'node:path';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { ZoomMeeting } from '../../emulators/zoom/shapes';
import type { ContractCheck } from './deviation';
import { openContract } from './openapi';
import { providerOf, readDocument } from './openapi-calls';
import { seedDemoAccount } from '../../emulators/zoom/demo';

const EVENTS = [
  'recording.completed',
  'recording.transcript_completed',
  'recording.started',
  'recording.paused',
  'recording.resumed',
  'recording.stopped',
  'recording.trashed',
  'recording.recovered',
  'recording.deleted',
  'recording.batch_trashed',
  'recording.batch_deleted',
  'recording.batch_recovered',
  'recording.renamed',
  'meeting.started',
  'meeting.ended',
];

/** Every event that the emulator sends, of each meeting of the demo account, and the plugin's own example. */
export const zoomEvents: ContractCheck = {
  provider: 'zoom',
  title: 'Zoom: events',
  async run(specs) {
    const contract = openContract([readDocument(path.join(specs, 'zoom/meetings.webhooks.openapi.json'))]);
    const emulator = await startZoomEmulator();
    try {
      const { meetings } = seedDemoAccount(emulator);
      // While a meeting is recorded, Zoom only announces that.
      const isDone = ({ files = [] }: ZoomMeeting) => files.every(({ inProgress }) => !inProgress);
      const bodies = EVENTS.flatMap((event) =>
        Object.values(meetings)
          .filter(isDone)
          .map(({ uuid }) => emulator.events.delivery({ event, uuid }).body),
      );
      const context = {
        secrets: { webhookSecret: [emulator.account.webhookSecret] },
        ownSecret: '',
        settings: {},
        nowMs: emulator.clock(),
      };
      const example = providerOf('zoom').receivesWebhooks?.example(context);
      if (example !== undefined) bodies.push(example.rawBody);
      const deviations = bodies.flatMap((bytes) => {
        const body = JSON.parse(bytes.toString()) as { event: string };
        return contract.checkEvent(body.event, body);
      });
      return { looks: bodies.length, deviations };
    } finally {
      await emulator.stop();
    }
  },
};
