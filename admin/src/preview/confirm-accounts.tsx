import { Button, Dialog } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { Preview } from '../../../contracts/preview';
import { useConfirmAccountsMutation } from '../data/people';
import { readRefusal } from '../problem';
import { useText } from '../use-text';
import { AccountsToMake } from './accounts-to-make';

interface ConfirmAccountsProps {
  connector: ConnectorView;
  preview: Preview;
}

/** Names the accounts once more before it lets the first run make them. */
export function ConfirmAccounts({ connector, preview }: ConfirmAccountsProps) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [confirm, { isLoading }] = useConfirmAccountsMutation();
  const [asks, setAsks] = React.useState(false);
  const count = preview.accountsToMake.length;
  const { name } = connector.options;

  const send = async () => {
    const answer = await confirm({ connectorId: connector.id, accounts: count });
    setAsks(false);
    toggleNotification(
      'error' in answer
        ? { type: 'danger', message: readRefusal(answer.error, t('common.unknownError')).message }
        : {
            type: 'success',
            message: t(connector.enabled ? 'accounts.confirmed' : 'accounts.confirmedOff', { name }),
          },
    );
  };
  return (
    <Dialog.Root open={asks} onOpenChange={setAsks}>
      <Dialog.Trigger>
        <Button startIcon={<Check aria-hidden />}>{t('accounts.confirm', { count })}</Button>
      </Dialog.Trigger>
      <Dialog.Content>
        <Dialog.Header>{t('accounts.question', { count })}</Dialog.Header>
        <Dialog.Body alignItems="stretch" maxHeight="60vh" overflow="auto">
          <Dialog.Description>{t('accounts.explained', { name })}</Dialog.Description>
          <AccountsToMake preview={preview} />
        </Dialog.Body>
        <Dialog.Footer>
          <Dialog.Cancel>
            <Button fullWidth variant="tertiary">
              {t('common.cancel')}
            </Button>
          </Dialog.Cancel>
          {/* No Dialog.Action: that would close it before the server has answered. */}
          <Button fullWidth loading={isLoading} onClick={() => void send()}>
            {t('accounts.start')}
          </Button>
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
}
