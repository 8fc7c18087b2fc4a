import { chatLines } from './chat-lines';

describe('the chat of an entry, message by message', () => {
  it('has the time of each, and further lines of one message together', () => {
    expect(chatLines('[00:00:42] Ada: Hello\n  second line\n[01:02:03] Noor: Bye')).toEqual([
      { atSeconds: 42, text: 'Ada: Hello\nsecond line' },
      { atSeconds: 3723, text: 'Noor: Bye' },
    ]);
  });

  it('keeps what an editor wrote at its place', () => {
    expect(chatLines('Before\n\n[00:00:42] Ada: Hello\nA note\n[soon] Noor: x\n[0:42] Ines: y')).toEqual([
      { text: 'Before' },
      { atSeconds: 42, text: 'Ada: Hello' },
      { text: 'A note' },
      { text: '[soon] Noor: x' },
      { text: '[0:42] Ines: y' },
    ]);
    expect(chatLines('  indented alone')).toEqual([{ text: 'indented alone' }]);
    expect(chatLines(null)).toEqual([]);
  });
});
