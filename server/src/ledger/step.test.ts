import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import { readMessage } from '../../../contracts/messages/stored';
import { importRow } from '../content-types/import';
import { storeStep } from './step';

describe('what an import is doing', () => {
  it('is kept as a message where it fits', () => {
    const step = message('step.download-file', { kind: kindName('captions') });
    expect(readMessage(storeStep(step))).toEqual(step);
  });

  it('never has more characters than its column, whatever a provider is called', () => {
    expect(importRow.attributes.step).toEqual({ type: 'string' });
    for (const provider of ['Zoom'.repeat(60), '😀'.repeat(300), 'x'.repeat(100_000)]) {
      const stored = storeStep(message('deletion.step.deleting', { provider }));
      expect([...stored].length).toBeLessThanOrEqual(255);
      expect(stored).not.toMatch(/^\{/);
      expect(stored).toContain([...provider][0]);
    }
  });
});
