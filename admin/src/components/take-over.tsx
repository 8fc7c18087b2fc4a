import { Button, Dialog } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useTakeOverMutation } from '../data/api';
import { useAct } from '../data/use-act';
import { useText } from '../use-text';

/** *This site is the owner now*: asks before all connectors that were copied from another site go on. */
export function TakeOver() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [takeOver, { isLoading }] = useTakeOverMutation();
  const [asks, setAsks] = React.useState(false);

  const send = async () => {
    const answer = await act(takeOver());
    setAsks(false);
    if (answer === undefined) return;
    toggleNotification({
      type: 'success',
      message: t('takeOver.done', { count: answer.data.connectors }),
    });
  };
  return (
    <Dialog.Root open={asks} onOpenChange={setAsks}>
      <Dialog.Trigger>
        <Button variant="secondary">{t('takeOver')}</Button>
      </Dialog.Trigger>
      <Dialog.Content>
        <Dialog.Header>{t('takeOver.question')}</Dialog.Header>
        <Dialog.Body>
          <Dialog.Description>{t('takeOver.explained')}</Dialog.Description>
        </Dialog.Body>
        <Dialog.Footer>
          <Dialog.Cancel>
            <Button fullWidth variant="tertiary">
              {t('common.cancel')}
            </Button>
          </Dialog.Cancel>
          {/* Not Dialog.Action, which would close the dialog before the server answers. */}
          <Button fullWidth loading={isLoading} onClick={() => void send()}>
            {t('takeOver')}
          </Button>
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
}
