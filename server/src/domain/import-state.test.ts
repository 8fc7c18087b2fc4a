import fc from 'fast-check';
import {
  EVENTS,
  isInStrapi,
  isOpen,
  isStored,
  move,
  nextStage,
  STAGES,
  STATUSES,
  type ImportEvent,
  type ImportState,
} from './import-state';

const anyState = fc.record({ stage: fc.constantFrom(...STAGES), status: fc.constantFrom(...STATUSES) });
const anyEvent = fc.constantFrom(...EVENTS).map((type): ImportEvent => ({ type }));

function after(state: ImportState, type: ImportEvent['type']): ImportState {
  const moved = move(state, { type });
  if (moved.outcome === 'refused') throw new Error(moved.reason);
  return moved.to;
}

describe('the state of an import', () => {
  it('goes through all stages to done by claim, four advances and finish', () => {
    let state: ImportState = { stage: 'fetch', status: 'waiting' };
    state = after(state, 'claim');
    for (const stage of STAGES.slice(1)) {
      state = after(state, 'advance');
      expect(state).toEqual({ stage, status: 'running' });
    }
    expect(after(state, 'finish')).toEqual({ stage: 'clean-up', status: 'done' });
  });

  it('can go past stages in which nothing is to be done, but never back', () => {
    const to = (stage: ImportState['stage'], event: ImportEvent) => move({ stage, status: 'running' }, event);
    expect(to('fetch', { type: 'advance', to: 'store' })).toEqual({
      outcome: 'moved',
      to: { stage: 'store', status: 'running' },
    });
    for (const stage of ['store', 'publish'] as const)
      expect(to(stage, { type: 'advance', to: 'store' }).outcome).toBe('refused');
  });

  it('keeps its stage when it is put down, retried, waits, gives up or is redriven', () => {
    const running: ImportState = { stage: 'store', status: 'running' };
    expect(after(running, 'release')).toEqual({ stage: 'store', status: 'waiting' });
    expect(after(running, 'retry')).toEqual({ stage: 'store', status: 'retrying' });
    expect(after(running, 'wait')).toEqual({ stage: 'store', status: 'waiting' });
    const dead = after(running, 'give-up');
    expect(dead).toEqual({ stage: 'store', status: 'dead' });
    expect(after(dead, 'redrive')).toEqual({ stage: 'store', status: 'waiting' });
  });

  it('is stored once it is to be published, and not in any stage before', () => {
    expect(STAGES.filter((stage) => !isStored({ stage }))).toEqual(['fetch', 'join', 'store']);
    expect(STAGES.map(nextStage)).toEqual([...STAGES.slice(1), undefined]);
  });

  it('is done only from the last stage', () => {
    for (const stage of STAGES.slice(0, -1)) {
      expect(move({ stage, status: 'running' }, { type: 'finish' }).outcome).toBe('refused');
    }
  });

  it('can be skipped by a rule at every step before its entry is there', () => {
    for (const stage of STAGES.slice(0, -1)) {
      expect(after({ stage, status: 'running' }, 'skip')).toEqual({ stage: 'fetch', status: 'skipped' });
    }
    expect(move({ stage: 'clean-up', status: 'running' }, { type: 'skip' }).outcome).toBe('refused');
  });

  it('starts again whatever became of it, but not while somebody works on it, nor once it was deleted', () => {
    for (const stage of STAGES)
      for (const status of STATUSES)
        expect(move({ stage, status }, { type: 'reopen' })).toEqual(
          status === 'running' || status === 'removed'
            ? { outcome: 'refused', reason: `reopen is not possible while ${status}` }
            : { outcome: 'moved', to: { stage: 'fetch', status: 'waiting' } },
        );
  });

  it('is deleted in Strapi wherever it stands, and only a person brings it back', () => {
    for (const stage of STAGES)
      for (const status of STATUSES)
        expect(after({ stage, status }, 'remove')).toEqual({ stage: 'clean-up', status: 'removed' });
    const out = EVENTS.filter(
      (type) => move({ stage: 'clean-up', status: 'removed' }, { type }).outcome === 'moved',
    );
    expect(out).toEqual(['remove', 'bring-back']);
    const back = STATUSES.filter(
      (status) => move({ stage: 'clean-up', status }, { type: 'bring-back' }).outcome === 'moved',
    );
    expect(back).toEqual(['removed']);
    expect(after({ stage: 'clean-up', status: 'removed' }, 'bring-back')).toEqual({
      stage: 'fetch',
      status: 'waiting',
    });
  });

  it('is left out by a rule as long as nothing of it is in Strapi, and begins anew when the rule goes', () => {
    for (const stage of STAGES.filter((one) => one !== 'clean-up'))
      expect(after({ stage, status: 'retrying' }, 'leave-out')).toEqual({
        stage: 'fetch',
        status: 'skipped',
      });
    for (const status of STATUSES)
      expect(move({ stage: 'clean-up', status }, { type: 'leave-out' }).outcome).toBe('refused');
    expect(move({ stage: 'fetch', status: 'running' }, { type: 'leave-out' }).outcome).toBe('refused');
  });

  it('never goes back a stage, except when it is fetched again, reopened, brought back or left out', () => {
    const back: ImportEvent['type'][] = ['again', 'reopen', 'bring-back', 'leave-out', 'skip'];
    fc.assert(
      fc.property(anyState, anyEvent, (state, event) => {
        const moved = move(state, event);
        if (moved.outcome === 'refused' || back.includes(event.type)) return;
        expect(STAGES.indexOf(moved.to.stage)).toBeGreaterThanOrEqual(STAGES.indexOf(state.stage));
      }),
    );
  });

  it('is finished by one event only, and by nothing else', () => {
    fc.assert(
      fc.property(anyState, anyEvent, (state, event) => {
        const moved = move(state, event);
        if (moved.outcome === 'moved' && moved.to.status === 'done') expect(event.type).toBe('finish');
      }),
    );
  });

  it('is open until it is done, skipped, dead or removed, and in Strapi once only clean-up is left', () => {
    expect(STATUSES.filter((status) => isOpen({ stage: 'fetch', status }))).toEqual([
      'waiting',
      'running',
      'retrying',
    ]);
    expect(STAGES.filter((stage) => isInStrapi({ stage }))).toEqual(['clean-up']);
  });
});
