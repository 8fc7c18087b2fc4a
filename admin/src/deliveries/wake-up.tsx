import { Box, Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { Key } from '@strapi/icons';
import { ConfirmDialog } from '@strapi/strapi/admin';
import * as React from 'react';
import type { WebhookView } from '../../../contracts/webhooks';
import { Announcer } from '../components/announcer';
import { CopyField } from '../components/copy-field';
import { Instant } from '../components/instant';
import { useRenewOwnSecretMutation } from '../data/deliveries';
import { useAct } from '../data/use-act';
import { useCan } from '../rights';
import { useText } from '../use-text';

/**
 * Any system can start a sync with a request that has this site's own secret. If the same secret also
 * verifies the provider's events, the card says so.
 */
export function WakeUp({ webhook }: { webhook: WebhookView }) {
  const t = useText();
  const { ownSecret, events, wakeAddress } = webhook;
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <CopyField
        label={t('wake.address')}
        value={wakeAddress}
        help={t('wake.help', { header: 'Authorization: Bearer …' })}
      />
      <Box>
        <Typography tag="h3" variant="pi" fontWeight="bold">
          {t('ownSecret.title')}
        </Typography>
        {events?.provenByOwnSecret === true ? (
          <Typography tag="p" variant="pi" textColor="neutral600">
            {t('ownSecret.provesEvents')}
          </Typography>
        ) : null}
        <OwnSecret webhook={webhook} />
        {ownSecret.formerUntil === undefined ? null : (
          <Flex gap={2} paddingTop={2} alignItems="flex-start">
            <Typography variant="pi" textColor="neutral600">
              {t('webhook.formerSecret', { label: t('ownSecret.title') })}
            </Typography>
            <Instant at={ownSecret.formerUntil} none="" />
          </Flex>
        )}
      </Box>
    </Flex>
  );
}

/** When the secret was created, and a new one, which is shown only once. */
function OwnSecret({ webhook }: { webhook: WebhookView }) {
  const t = useText();
  const mayManage = useCan('connectors.manage');
  const { act } = useAct();
  const [renew, { isLoading }] = useRenewOwnSecretMutation();
  const [made, setMade] = React.useState<string>();
  const [asks, setAsks] = React.useState(false);
  const { setAt } = webhook.ownSecret;
  const make = async () => {
    const result = await act(renew(webhook.connectorId));
    setAsks(false);
    if (result !== undefined) setMade(result.data.secret);
  };
  return (
    <>
      <Announcer text={made === undefined ? t('ownSecret.title') : t('ownSecret.made')} />
      <Flex gap={3} paddingTop={1} alignItems="center" wrap="wrap">
        {setAt === undefined ? (
          <Typography>{t('ownSecret.none')}</Typography>
        ) : (
          <Instant at={setAt} none="" />
        )}
        {!mayManage ? null : (
          <Button
            variant="tertiary"
            size="S"
            startIcon={<Key aria-hidden />}
            loading={isLoading}
            onClick={() => (setAt === undefined ? void make() : setAsks(true))}
          >
            {t('ownSecret.make')}
          </Button>
        )}
      </Flex>
      {made === undefined ? null : (
        <Box paddingTop={3}>
          <CopyField label={t('ownSecret.new')} value={made} help={t('ownSecret.once')} />
        </Box>
      )}
      <Dialog.Root open={asks} onOpenChange={setAsks}>
        <ConfirmDialog title={t('ownSecret.make')} onConfirm={make}>
          {t('ownSecret.confirm')}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
}
