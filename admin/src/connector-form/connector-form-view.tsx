import { Button, Flex } from '@strapi/design-system';
import { Check, Stethoscope } from '@strapi/icons';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { ProviderInfo } from '../data/providers';
import { importsRecordings, listsRecordings } from '../capabilities';
import { Announcer } from '../components/announcer';
import { PanelBox } from '../components/panel-box';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';
import { AccountFields } from './account-fields';
import { AdvancedFields } from './advanced-fields';
import { CheckResult, summaryOf } from './check-result';
import { ConfirmDeletion } from './confirm-deletion';
import { LeaveGuard } from '../components/leave-guard';
import { Notice } from './notice';
import { PublishFields } from './publish-fields';
import { RulesFields } from './rules-fields';
import { useConnectorForm } from './use-connector-form';
import { WhatFields } from './what-fields';
import { WhenFields } from './when-fields';
import { WholeMeetingsFields } from './whole-meetings-fields';

interface ConnectorFormViewProps {
  provider: ProviderInfo;
  /** Absent for a new one. */
  connector?: ConnectorView;
  /** False disables the proxy switch and shows why. */
  proxyConfigured: boolean;
  /** Why deletion is locked on this site; absent if it is possible. */
  deletionLocked: MessageOrText | undefined;
  /** Rendered above the form, e.g. the facts of a stored connector. */
  above?: (isChanged: boolean) => React.ReactNode;
  below?: React.ReactNode;
  onCreated?: (connector: ConnectorView) => void;
}

/** The form of a new or a stored connector. Sections without effect are left out. */
export function ConnectorFormView({
  provider,
  connector,
  proxyConfigured,
  deletionLocked,
  above,
  below,
  onCreated,
}: ConnectorFormViewProps) {
  const t = useText();
  // Only the fields are inside the form, so that buttons and Enter elsewhere on the page save nothing.
  const formId = React.useId();
  const editing = useConnectorForm(provider, connector, onCreated);
  const { section, secrets, timesSaved, checked, refusal } = editing;
  const title =
    connector === undefined ? t('form.newTitle', { provider: provider.label }) : connector.options.name;

  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <LeaveGuard isChanged={editing.hasChanges} />
      <ConfirmDeletion
        open={editing.confirming !== undefined}
        form={section.form}
        provider={provider}
        error={editing.confirming?.error}
        isSaving={editing.isSaving}
        onCancel={editing.stopConfirming}
        onConfirm={(typed) => void editing.send(typed)}
      />
      <Announcer text={checked === undefined ? '' : summaryOf(checked.steps, t)} />
      <Layouts.Header
        title={title}
        subtitle={provider.summary}
        navigationAction={<BackButton fallback={paths.connectors} />}
        primaryAction={
          section.disabled ? undefined : (
            <Flex gap={2}>
              <Button
                variant="secondary"
                startIcon={<Stethoscope aria-hidden />}
                loading={editing.isChecking}
                onClick={() => void editing.checkNow()}
              >
                {t('check.button')}
              </Button>
              <Button
                type="submit"
                form={formId}
                startIcon={<Check aria-hidden />}
                loading={editing.isSaving}
              >
                {t('form.save')}
              </Button>
            </Flex>
          )
        }
      />
      <Layouts.Content>
        {provider.notice === undefined ? null : <Notice variant="warning" text={provider.notice} />}
        {refusal === undefined ? null : (
          <Notice variant="danger" text={refusal} onClose={editing.forgetRefusal} />
        )}
        {above?.(editing.isChanged)}
        {checked === undefined ? null : <CheckResult steps={checked.steps} stale={checked.stale} />}
        <form
          id={formId}
          noValidate
          autoComplete="off"
          aria-label={title}
          onSubmit={(event) => {
            event.preventDefault();
            void editing.save();
          }}
        >
          <PanelBox title={t('form.account')}>
            <AccountFields {...section} {...{ secrets, timesSaved }} isNew={connector === undefined} />
          </PanelBox>
          {!importsRecordings(provider) ? null : (
            <>
              {!listsRecordings(provider) && !provider.namesHosts ? null : (
                <PanelBox title={t('form.what')}>
                  <WhatFields {...section} />
                  <RulesFields {...section} />
                </PanelBox>
              )}
              <PanelBox title={t('form.whole')}>
                <WholeMeetingsFields
                  {...section}
                  deletionLocked={deletionLocked}
                  storedDeletion={editing.initial.deleteAtProvider}
                />
              </PanelBox>
              <PanelBox title={t('form.publish')}>
                <PublishFields {...section} />
              </PanelBox>
            </>
          )}
          {!listsRecordings(provider) ? null : (
            <PanelBox title={t('form.when')}>
              <WhenFields {...section} />
            </PanelBox>
          )}
          <AdvancedFields
            {...section}
            {...{ secrets, timesSaved, proxyConfigured }}
            open={editing.advanced}
          />
        </form>
        {below}
      </Layouts.Content>
    </Page.Main>
  );
}
