import { Dialog } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import * as React from 'react';
import { useBeforeUnload, useBlocker } from 'react-router-dom';
import { useText } from '../use-text';

/** Asks before somebody leaves a changed form by a link, the back button or by closing the tab. */
export function LeaveGuard({ isChanged }: { isChanged: () => boolean }) {
  const t = useText();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && isChanged(),
  );
  useBeforeUnload(
    React.useCallback(
      (event) => {
        if (isChanged()) event.preventDefault();
      },
      [isChanged],
    ),
  );
  return (
    <Dialog.Root
      open={blocker.state === 'blocked'}
      onOpenChange={(open) => {
        if (!open && blocker.state === 'blocked') blocker.reset();
      }}
    >
      <ConfirmDialog
        title={t('form.leave.title')}
        onConfirm={() => {
          if (blocker.state === 'blocked') blocker.proceed();
        }}
      >
        {t('form.leave.body')}
      </ConfirmDialog>
    </Dialog.Root>
  );
}
