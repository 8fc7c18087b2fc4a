import { createTurns, fairPicks, type Lane } from './turns';

const lane = (connectorId: string, number: number, running = 0): Lane => ({
  connectorId,
  running,
  waiting: Array.from({ length: number }, (_, index) => `${connectorId}${index + 1}`),
});
const never = () => 0;

describe('turns of connectors', () => {
  it('go round, however much one of them has to do', () => {
    const lanes = [lane('a', 10_000), lane('b', 1), lane('c', 2)];
    expect(fairPicks(lanes, never, 6)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('go first to the connector with the fewest running imports', () => {
    expect(fairPicks([lane('a', 9, 2), lane('b', 9, 0), lane('c', 9, 1)], never, 4)).toEqual([
      'b1',
      'c1',
      'b2',
      'a1',
    ]);
  });

  it('go first to the one that waits longest, of those with as many', () => {
    const turns = createTurns();
    turns.took('a');
    turns.took('b');
    const lanes = [lane('a', 9), lane('b', 9), lane('c', 9)];
    expect(fairPicks(lanes, turns.last, 3)).toEqual(['c1', 'a1', 'b1']);
    // With one slot each gets it in turn.
    const served = Array.from({ length: 6 }, () => {
      const [pick = ''] = fairPicks(lanes, turns.last, 1);
      turns.took(pick.charAt(0));
      return pick.charAt(0);
    });
    expect(served).toEqual(['c', 'a', 'b', 'c', 'a', 'b']);
  });

  it('all belong to one that is alone, and end with what there is to do', () => {
    expect(fairPicks([lane('a', 3, 30)], never, 5)).toEqual(['a1', 'a2', 'a3']);
    expect(fairPicks([lane('a', 0)], never, 5)).toEqual([]);
    expect(fairPicks([], never, 5)).toEqual([]);
  });
});
