import { Box, Flex, Typography } from '@strapi/design-system';
import * as React from 'react';
import type { CheckStepView } from '../../../contracts/connectors';
import { PanelBox } from '../components/panel-box';
import { StatusWord } from '../components/status-word';
import { CHECK_LOOKS } from '../labels';
import { useSay, useText } from '../use-text';
import { UploadSnippet } from './upload-snippet';

interface CheckResultProps {
  steps: CheckStepView[];
  /** True if the form changed after the check. */
  stale: boolean;
}

/** The named tests of *Check connection*, in the order in which they ran. */
export function CheckResult({ steps, stale }: CheckResultProps) {
  const t = useText();
  const say = useSay();
  const shown = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    // Newer browsers return a Promise here, which React would call as a clean-up function.
    void shown.current?.scrollIntoView({ block: 'center' });
  }, [steps]);
  return (
    <PanelBox title={t('check.title')}>
      <div ref={shown}>
        <Typography tag="p" textColor={stale ? 'warning700' : 'neutral600'} paddingBottom={3}>
          {stale ? t('check.stale') : summaryOf(steps, t)}
        </Typography>
        <Box tag="ul">
          {steps.map((step) => (
            <Box tag="li" key={step.id} paddingTop={2} paddingBottom={2}>
              <Flex gap={3} alignItems="flex-start">
                <Box minWidth="11rem">
                  <StatusWord look={CHECK_LOOKS[step.outcome]} word={t(`check.${step.outcome}`)} />
                </Box>
                <Box>
                  <Typography tag="p" fontWeight="semiBold">
                    {say(step.label)}
                  </Typography>
                  {step.uploadRules === undefined ? null : <UploadSnippet rules={step.uploadRules} />}
                  {step.detail === undefined || step.uploadRules !== undefined ? null : (
                    <Typography tag="p" textColor="neutral700" style={{ overflowWrap: 'anywhere' }}>
                      {say(step.detail)}
                    </Typography>
                  )}
                </Box>
              </Flex>
            </Box>
          ))}
        </Box>
      </div>
    </PanelBox>
  );
}

/** The result in one sentence, which is also announced to screen readers. */
export function summaryOf(steps: CheckStepView[], t: ReturnType<typeof useText>): string {
  const count = (outcome: CheckStepView['outcome']) =>
    steps.filter((step) => step.outcome === outcome).length;
  return count('failed') > 0
    ? t('check.someFailed', { failed: count('failed'), total: steps.length })
    : count('warning') > 0
      ? t('check.someWarned', { warned: count('warning'), total: steps.length })
      : t('check.allPassed', { passed: count('passed'), skipped: count('skipped') });
}
