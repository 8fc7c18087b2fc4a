import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { Eye } from '@strapi/icons';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import { Announcer } from '../components/announcer';
import { LoadFailed } from '../components/load-failed';
import { NoticeBox } from '../components/notice-box';
import { PanelBox } from '../components/panel-box';
import { usePreviewMutation } from '../data/people';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { ConfirmAccounts } from './confirm-accounts';
import { PreviewResult } from './preview-result';

interface PreviewCardProps {
  connector: ConnectorView;
  /** The preview uses the saved settings. */
  isFormChanged: boolean;
}

/**
 * What a sync would do now. Before the first run as *Host*, the manager confirms here the accounts that it
 * would create.
 */
export function PreviewCard({ connector, isFormChanged }: PreviewCardProps) {
  const t = useText();
  const mayStart = useCan('runs.start');
  const mayManage = useCan('connectors.manage');
  const [ask, { data, error, isLoading, reset }] = usePreviewMutation();
  const { id, updatedAt, enabled } = connector;
  const waits = connector.accounts === 'unconfirmed';

  // Both change with every request, so the effect below must not depend on them.
  const latest = React.useRef({ ask, reset });
  latest.current = { ask, reset };
  // A preview of other settings would mislead. If a confirmation is due, a new one is requested at once.
  React.useEffect(() => {
    latest.current.reset();
    if (waits && enabled && mayStart) void latest.current.ask(id);
  }, [id, updatedAt, waits, enabled, mayStart]);

  if (!mayStart && !waits) return null;
  return (
    <PanelBox title={t('preview.title')}>
      <Announcer text={isLoading ? t('preview.asking') : data === undefined ? '' : t('preview.ready')} />
      <Flex direction="column" alignItems="stretch" gap={4}>
        {!waits ? null : (
          <NoticeBox
            tone="warning"
            role="alert"
            texts={[
              t('accounts.waits', { name: connector.options.name }),
              !mayStart
                ? t('accounts.needsRight.start')
                : !mayManage
                  ? t('accounts.needsRight.manage')
                  : t('accounts.howTo'),
            ]}
          />
        )}
        {!mayStart ? null : (
          <Flex gap={3} alignItems="center" wrap="wrap">
            <Button
              variant={waits && data === undefined ? 'default' : 'secondary'}
              startIcon={<Eye aria-hidden />}
              loading={isLoading}
              onClick={() => void ask(id)}
            >
              {t(data === undefined ? 'preview.show' : 'preview.again')}
            </Button>
            {!waits || !mayManage || data === undefined ? null : (
              <ConfirmAccounts connector={connector} preview={data} />
            )}
            <Typography variant="pi" textColor="neutral600">
              {isLoading ? t('preview.asking') : isFormChanged ? t('preview.saveFirst') : t('preview.help')}
            </Typography>
          </Flex>
        )}
        {error === undefined || isLoading ? null : (
          <Box>
            <LoadFailed error={error} onRetry={() => ask(id)} />
          </Box>
        )}
        {data === undefined || isLoading ? null : <PreviewResult connector={connector} preview={data} />}
      </Flex>
    </PanelBox>
  );
}
