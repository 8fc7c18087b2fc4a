import { Button, Flex } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { Layouts, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { LeaveGuard } from './leave-guard';
import { useRefusal } from '../data/use-act';
import { permissionsFor } from '../rights';
import { useText } from '../use-text';
import { LoadFailed } from './load-failed';

/** State of a form: what is typed and what is saved. */
export function useForm<Form extends object>(saved: () => Form) {
  const { toggleNotification } = useNotification();
  const refusalOf = useRefusal();
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
    /** Shows a refusal at the fields. Returns its message and its fields by path. */
    refused(error: unknown, announce = true) {
      const refusal = refusalOf(error);
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
  /** Shown before *Save* to people who may save. */
  beforeSave?: React.ReactElement;
  children: React.ReactNode;
}

/** A page with one form and a *Save* button. Leaving unsaved changes asks first. */
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

/** Loads settings of the site and shows them to people who may read them. */
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
