import { approvedStage, stageFor, type Standing, type Workflow } from './workflow-stages';

const [TO_DO, READY, IN_PROGRESS, REVIEWED] = [11, 12, 13, 14];
const STAGES = [TO_DO, READY, IN_PROGRESS, REVIEWED] as number[];

describe('the stage of Review Workflows that an entry gets', () => {
  const lastIsRequired: Workflow = { stages: STAGES, stageRequiredToPublish: REVIEWED };
  const thirdIsRequired: Workflow = { stages: STAGES, stageRequiredToPublish: IN_PROGRESS };
  const nothingIsRequired: Workflow = { stages: STAGES };

  it('of what is approved is the one that the workflow requires, or its last', () => {
    expect(approvedStage(lastIsRequired)).toBe(REVIEWED);
    expect(approvedStage(thirdIsRequired)).toBe(IN_PROGRESS);
    expect(approvedStage(nothingIsRequired)).toBe(REVIEWED);
  });

  it.each<[Standing, string, Workflow, number | undefined, number | undefined]>([
    ['approved', 'moves on to the last stage', nothingIsRequired, READY, REVIEWED],
    ['approved', 'moves to the required stage', thirdIsRequired, TO_DO, IN_PROGRESS],
    ['approved', 'comes back from a later one', thirdIsRequired, REVIEWED, IN_PROGRESS],
    ['approved', 'stays where it already is', lastIsRequired, REVIEWED, undefined],
    ['rejected', 'begins anew', lastIsRequired, IN_PROGRESS, TO_DO],
    ['rejected', 'stays at the first', lastIsRequired, TO_DO, undefined],
    ['waiting', 'begins at the first', lastIsRequired, undefined, TO_DO],
    ['waiting', 'stays where people put it', lastIsRequired, READY, undefined],
    ['waiting', 'goes one back from the last', nothingIsRequired, REVIEWED, IN_PROGRESS],
    ['waiting', 'goes one back from the required one', thirdIsRequired, IN_PROGRESS, READY],
    ['waiting', 'stays at the only one', { stages: [TO_DO as number] }, TO_DO, undefined],
    ['approved', 'stays in a workflow without stages', { stages: [] }, undefined, undefined],
  ])('%s: %s', (standing, _what, workflow, current, expected) => {
    expect(stageFor(standing, workflow, current)).toBe(expected);
  });
});
