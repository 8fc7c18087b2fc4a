import { Button, Dialog } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { Preview } from '../../../contracts/preview';
import { useConfirmAccountsMutation } from '../data/people';
import { useAct } from '../data/use-act';
import { useText } from '../use-text';
import { AccountsToMake } from './accounts-to-make';

interface ConfirmAccountsProps {
  connector: ConnectorView;
  preview: Preview;
}

/** Lists the accounts again and asks before the first run creates them. */
export function ConfirmAccounts({ connector, preview }: ConfirmAccountsProps) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [confirm, { isLoading }] = useConfirmAccountsMutation();
  const [asks, setAsks] = React.useState(false);
  const count = preview.accountsToMake.length;
  const { name } = connector.options;

  const send = async () => {
    const answer = await act(confirm({ connectorId: connector.id, accounts: count }));
    setAsks(false);
    if (answer === undefined) return;
    toggleNotification({
      type: 'success',
      message: t(connector.enabled ? 'accounts.confirmed' : 'accounts.confirmedOff', { name }),
    });
  };
  return (
    <Dialog.Root open={asks} onOpenChange={setAsks}>
      <Dialog.Trigger>
        <Button startIcon={<Check aria-hidden />}>{t('accounts.confirm', { count })}</Button>
      </Dialog.Trigger>
      <Dialog.Content>
        <Dialog.Header>{t('accounts.question', { count })}</Dialog.Header>
        <Dialog.Body alignItems="stretch" maxHeight="60vh" overflow="auto">
          <Dialog.Description>
            {t(preview.noMail === undefined ? 'accounts.explained' : 'accounts.explained.noMail', { name })}
          </Dialog.Description>
          <AccountsToMake preview={preview} />
        </Dialog.Body>
        <Dialog.Footer>
          <Dialog.Cancel>
            <Button fullWidth variant="tertiary">
              {t('common.cancel')}
            </Button>
          </Dialog.Cancel>
          {/* Not Dialog.Action, which would close the dialog before the server answers. */}
          <Button fullWidth loading={isLoading} onClick={() => void send()}>
            {t('accounts.start')}
          </Button>
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
}
