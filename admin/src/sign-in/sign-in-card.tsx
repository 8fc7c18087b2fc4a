import { Box, Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { SignOut, User } from '@strapi/icons';
import { ConfirmDialog } from '@strapi/strapi/admin';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { AwaitingView, SignInPermission, SignInView } from '../../../contracts/sign-in';
import { Announcer } from '../components/announcer';
import { CopyField } from '../components/copy-field';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { LoadFailed } from '../components/load-failed';
import { NoticeBox } from '../components/notice-box';
import { PanelBox } from '../components/panel-box';
import { ProblemText } from '../components/problem-text';
import { StatusWord } from '../components/status-word';
import { useConfirmSignInMutation, useDiscardSignInMutation, useEndSignInMutation } from '../data/sign-in';
import { useAct } from '../data/use-act';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { useSignIn } from './use-sign-in';

interface SignInCardProps {
  connector: ConnectorView;
  /** Signing in needs saved settings. */
  isFormChanged: boolean;
  /** Called after a sign-in, a sign-out, or an attempt. */
  onChanged: () => unknown;
}

/** The personal account that the connector uses, if its settings need one. */
export function SignInCard({ connector, isFormChanged, onChanged }: SignInCardProps) {
  const t = useText();
  const say = useSay();
  const mayManage = useCan('connectors.manage');
  const { view, error, refetch, signIn, isBeginning, isWaiting } = useSignIn(connector, onChanged);
  if (view === undefined) {
    return error === undefined ? null : (
      <PanelBox title={t('signIn.title')}>
        <LoadFailed error={error} onRetry={refetch} />
      </PanelBox>
    );
  }
  if (!view.needed) return null;
  return (
    <PanelBox title={t('signIn.title')}>
      <Announcer
        text={
          view.awaiting?.yours !== undefined
            ? t('signIn.awaiting', { name: view.awaiting.yours.name })
            : view.alert.length === 0
              ? t('signIn.counts', { name: view.account?.name ?? '' })
              : ' '
        }
      />
      <Flex direction="column" alignItems="stretch" gap={5}>
        {view.alert.length === 0 ? null : (
          <NoticeBox tone="danger" role="alert" texts={view.alert.map(say)} />
        )}
        {view.problem === undefined ? null : <ProblemText problem={view.problem} />}
        {view.awaiting === undefined ? null : (
          <Awaiting connector={connector} awaiting={view.awaiting} mayManage={mayManage} />
        )}
        {!mayManage ? null : (
          <Box>
            <Flex gap={3} alignItems="center" wrap="wrap">
              <Button
                startIcon={<User aria-hidden />}
                variant={view.alert.length === 0 ? 'secondary' : 'default'}
                disabled={isFormChanged}
                loading={isBeginning}
                onClick={() => void signIn()}
              >
                {say(view.label)}
              </Button>
              {view.account === undefined ? null : <SignOutButton connector={connector} view={view} />}
            </Flex>
            <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={2} role="status">
              {isFormChanged ? t('signIn.saveFirst') : isWaiting ? t('signIn.waiting') : t('signIn.help')}
            </Typography>
          </Box>
        )}
        <Account view={view} />
        <CopyField label={t('signIn.redirect')} value={view.redirectUri} help={t('signIn.redirect.help')} />
        {view.redirectUriWarning === undefined ? null : (
          <NoticeBox tone="warning" texts={[say(view.redirectUriWarning)]} />
        )}
      </Flex>
    </PanelBox>
  );
}

/** An account that somebody signed in with. Only who began the sign-in sees it, and decides about it. */
function Awaiting({
  connector,
  awaiting,
  mayManage,
}: {
  connector: ConnectorView;
  awaiting: AwaitingView;
  mayManage: boolean;
}) {
  const t = useText();
  const { act } = useAct();
  const [confirm, { isLoading: isConfirming }] = useConfirmSignInMutation();
  const [discard, { isLoading: isDiscarding }] = useDiscardSignInMutation();
  const { yours, by } = awaiting;
  if (yours === undefined) {
    return (
      <NoticeBox
        tone="warning"
        texts={[by === undefined ? t('signIn.awaiting.someone') : t('signIn.awaiting.by', { name: by.name })]}
      />
    );
  }
  const which = { connectorId: connector.id, key: yours.key };
  return (
    <Box
      role="group"
      aria-label={t('signIn.awaiting', { name: yours.name })}
      background="primary100"
      borderColor="primary200"
      hasRadius
      padding={4}
    >
      <Typography tag="p" fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
        {t('signIn.awaiting', { name: yours.name })}
      </Typography>
      <Typography tag="p" variant="pi" textColor="neutral700" paddingTop={1}>
        {t('signIn.awaiting.help')}
      </Typography>
      <Box paddingTop={3}>
        <FactList
          facts={[{ term: t('signIn.awaiting.until'), value: <Instant at={awaiting.expiresAt} none="" /> }]}
        />
      </Box>
      <Permissions permissions={yours.permissions} label={t('signIn.awaiting.permissions')} />
      {!mayManage ? null : (
        <Flex gap={3} paddingTop={4} wrap="wrap">
          <Button loading={isConfirming} disabled={isDiscarding} onClick={() => void act(confirm(which))}>
            {t('signIn.use')}
          </Button>
          <Button
            variant="tertiary"
            loading={isDiscarding}
            disabled={isConfirming}
            onClick={() => void act(discard(which))}
          >
            {t('signIn.discard')}
          </Button>
        </Flex>
      )}
    </Box>
  );
}

/** The signed-in account, and each permission with its state. */
function Account({ view }: { view: SignInView }) {
  const t = useText();
  const { account, permissions } = view;
  if (account === undefined) return <Typography textColor="neutral600">{t('signIn.nobody')}</Typography>;
  return (
    <Box>
      <FactList
        facts={[
          { term: t('signIn.account'), value: account.name },
          { term: t('signIn.at'), value: <Instant at={account.signedInAt} none="" /> },
          ...(account.signedInBy === undefined
            ? []
            : [{ term: t('signIn.by'), value: account.signedInBy.name }]),
        ]}
      />
      <Permissions permissions={permissions} label={t('signIn.permissions')} />
    </Box>
  );
}

function Permissions({ permissions, label }: { permissions: SignInPermission[]; label: string }) {
  if (permissions.length === 0) return null;
  return (
    <Box paddingTop={4}>
      <Typography tag="h3" variant="sigma" textColor="neutral600">
        {label}
      </Typography>
      <Box tag="ul" aria-label={label}>
        {permissions.map((permission) => (
          <Permission key={permission.name} permission={permission} />
        ))}
      </Box>
    </Box>
  );
}

function Permission({ permission }: { permission: SignInPermission }) {
  const t = useText();
  const say = useSay();
  const { name, purpose, granted } = permission;
  return (
    <Flex tag="li" gap={3} paddingTop={2} alignItems="flex-start">
      <Box minWidth="11rem">
        <StatusWord
          look={granted ? { tone: 'success', icon: 'good' } : { tone: 'danger', icon: 'failed' }}
          word={t(granted ? 'signIn.granted' : 'signIn.notGranted')}
        />
      </Box>
      <Box>
        <Typography tag="p" fontWeight="semiBold">
          {name}
        </Typography>
        <Typography tag="p" variant="pi" textColor="neutral600">
          {say(purpose)}
        </Typography>
      </Box>
    </Flex>
  );
}

function SignOutButton({ connector, view }: { connector: ConnectorView; view: SignInView }) {
  const t = useText();
  const { act } = useAct();
  const [end, { isLoading }] = useEndSignInMutation();
  const [asks, setAsks] = React.useState(false);
  const name = view.account?.name ?? '';
  const confirm = async () => {
    await act(end(connector.id));
    setAsks(false);
  };
  return (
    <>
      <Button
        variant="tertiary"
        startIcon={<SignOut aria-hidden />}
        loading={isLoading}
        onClick={() => setAsks(true)}
      >
        {t('signIn.out')}
      </Button>
      <Dialog.Root open={asks} onOpenChange={setAsks}>
        <ConfirmDialog title={t('signIn.out')} onConfirm={confirm}>
          {t('signIn.out.body', { name })}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
}
