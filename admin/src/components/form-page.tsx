import { Button, Flex } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { Layouts, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { LeaveGuard } from './leave-guard';
import { readRefusal } from '../problem';
import { permissionsFor } from '../rights';
import { useText } from '../use-text';
import { LoadFailed } from './load-failed';

/** What is typed into a form, beside what is saved. */
export function useForm<Form extends object>(saved: () => Form) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [initial, setInitial] = React.useState(saved);
  const [form, setForm] = React.useState(initial);
  const [errors, setErrors] = React.useState<Record<string, string>>({});
  return {
    form,
    /** By path of the field. */
    errors,
    isChanged: JSON.stringify(form) !== JSON.stringify(initial),
    change(part: Partial<Form>) {
      setForm((before) => ({ ...before, ...part }));
      setErrors((before) =>
        Object.fromEntries(Object.entries(before).filter(([path]) => !((path.split('.')[0] ?? '') in part))),
      );
    },
    keep(kept: Form, message?: string) {
      setInitial(kept);
      setForm(kept);
      setErrors({});
      if (message !== undefined) toggleNotification({ type: 'success', message });
    },
    /** Shows at the fields why something was refused. Answers the message and the fields by path. */
    refused(error: unknown, announce = true) {
      const refusal = readRefusal(error, t('common.unknownError'));
      setErrors(refusal.fields);
      if (announce) toggleNotification({ type: 'danger', message: refusal.message });
      return refusal;
    },
  };
}

interface FormPageProps {
  title: string;
  subtitle: string;
  isChanged: boolean;
  mayManage: boolean;
  isSaving: boolean;
  onSave: () => Promise<void>;
  navigationAction?: React.ReactElement;
  secondaryAction?: React.ReactElement | undefined;
  /** Stands before the button that saves, for those who may. */
  beforeSave?: React.ReactElement;
  children: React.ReactNode;
}

/** A page that is one form, with a button that saves it and a question before it is left unsaved. */
export function FormPage(props: FormPageProps) {
  const t = useText();
  const { title, subtitle, mayManage, isSaving, onSave, beforeSave, children } = props;
  const changed = React.useRef(props.isChanged);
  changed.current = props.isChanged;
  const save = (
    <Button type="submit" startIcon={<Check aria-hidden />} loading={isSaving}>
      {t('form.save')}
    </Button>
  );
  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <LeaveGuard isChanged={React.useCallback(() => changed.current, [])} />
      <form
        noValidate
        aria-label={title}
        onSubmit={(event) => {
          event.preventDefault();
          void onSave();
        }}
      >
        <Layouts.Header
          title={title}
          subtitle={subtitle}
          navigationAction={props.navigationAction}
          secondaryAction={props.secondaryAction}
          primaryAction={
            !mayManage ? undefined : beforeSave === undefined ? (
              save
            ) : (
              <Flex gap={2}>
                {beforeSave}
                {save}
              </Flex>
            )
          }
        />
        <Layouts.Content>{children}</Layouts.Content>
      </form>
    </Page.Main>
  );
}

interface SettingsOfSiteProps<Data> {
  query: { data?: Data; error?: unknown; refetch: () => unknown };
  children: (data: Data) => React.ReactElement;
}

/** Settings of the site, once they are loaded, for those who may read them. */
export function SettingsOfSite<Data>({ query, children }: SettingsOfSiteProps<Data>) {
  const { data, error, refetch } = query;
  return (
    <Page.Protect permissions={permissionsFor('settings.read')}>
      {data !== undefined ? (
        children(data)
      ) : error !== undefined ? (
        <LoadFailed error={error} onRetry={refetch} />
      ) : (
        <Page.Loading />
      )}
    </Page.Protect>
  );
}
