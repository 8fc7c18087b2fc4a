import { Box, Button, Flex, TextButton, Typography } from '@strapi/design-system';
import { Page, useAppInfo, useClipboard, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { version } from '../../../package.json';
import { CopyField } from '../components/copy-field';
import { useAskAnew } from '../data/plugin-api';
import { PLUGIN_PATH } from '../plugin-id';
import { useText } from '../use-text';
import { failureReport, type Failure } from './failure-report';

/** How much room there is to say what happened: a page of ours, a part of another, a cell of a table. */
export type Part = 'page' | 'part' | 'cell';

interface FailureBoundaryProps {
  part: Part;
  /** What is shown after it has changed is given a chance of its own, e.g. another page. */
  mark?: string | undefined;
  children: React.ReactNode;
}
interface FailureBoundaryState {
  failure: Failure | undefined;
  mark: string | undefined;
}

/** Keeps a failure of ours to the part in which it happened: Strapi's own panel stays as it is. */
export class FailureBoundary extends React.Component<FailureBoundaryProps, FailureBoundaryState> {
  override state: FailureBoundaryState = { failure: undefined, mark: this.props.mark };

  static getDerivedStateFromError(error: unknown): Partial<FailureBoundaryState> {
    return { failure: { error } };
  }

  static getDerivedStateFromProps(
    { mark }: FailureBoundaryProps,
    before: FailureBoundaryState,
  ): Partial<FailureBoundaryState> | null {
    return mark === before.mark ? null : { mark, failure: undefined };
  }

  override componentDidCatch(error: unknown, { componentStack }: React.ErrorInfo): void {
    this.setState({ failure: { error, componentStack: componentStack ?? undefined } });
  }

  override render(): React.ReactNode {
    const { failure } = this.state;
    const { part, children } = this.props;
    return failure === undefined ? (
      children
    ) : (
      <FailureNotice part={part} failure={failure} onAgain={() => this.setState({ failure: undefined })} />
    );
  }
}

interface FailureNoticeProps {
  part: Part;
  failure: Failure;
  onAgain?: () => void;
}

/** What happened, what to do, and what to send to whoever can mend it. */
export function FailureNotice({ part, failure, onAgain }: FailureNoticeProps) {
  const t = useText();
  const { key, pathname } = useLocation();
  const navigate = useNavigate();
  const { copy } = useClipboard();
  const [askAnew] = useAskAnew();
  const { toggleNotification } = useNotification();
  const strapiVersion = useAppInfo('FailureNotice', (info) => info.strapiVersion, false) ?? undefined;
  const [at] = React.useState(() => new Date());
  const report = failureReport(failure, {
    pluginVersion: version,
    strapiVersion,
    part,
    path: pathname,
    browser: navigator.userAgent,
    at,
  });
  if (part === 'cell') {
    const copyReport = async () => {
      if (await copy(report)) toggleNotification({ type: 'success', message: t('common.copied') });
    };
    return (
      <Flex gap={2}>
        <Typography textColor="danger600">{t('failure.cell')}</Typography>
        <TextButton
          onClick={(event: React.MouseEvent) => {
            // The row around it leads to its entry.
            event.stopPropagation();
            void copyReport();
          }}
        >
          {t('common.copyOf', { label: t('failure.report') })}
        </TextButton>
      </Flex>
    );
  }
  // An answer that could not be shown must not be shown again.
  const again = async () => {
    await askAnew();
    onAgain?.();
  };
  const isPage = part === 'page';
  const notice = (
    <Flex
      role="alert"
      direction="column"
      alignItems="stretch"
      gap={4}
      width="100%"
      {...(isPage ? { background: 'neutral0', hasRadius: true, shadow: 'tableShadow', padding: 6 } : {})}
    >
      <Typography tag={isPage ? 'h1' : 'p'} variant={isPage ? 'beta' : 'omega'} fontWeight="bold">
        {t(`failure.${part}`)}
      </Typography>
      <Typography tag="p">{t(`failure.${part}.text`)}</Typography>
      <Flex gap={2} wrap="wrap">
        {onAgain === undefined ? null : (
          <Button size="S" onClick={() => void again()}>
            {t('failure.again')}
          </Button>
        )}
        {!isPage ? null : (
          <Button
            size="S"
            variant="tertiary"
            // The first page of a visit has nothing behind it.
            onClick={() => (key === 'default' ? navigate(PLUGIN_PATH) : navigate(-1))}
          >
            {t('failure.back')}
          </Button>
        )}
      </Flex>
      <CopyField multiline label={t('failure.report')} help={t('failure.report.help')} value={report} />
    </Flex>
  );
  return isPage ? (
    <Page.Main>
      <Page.Title>{t('failure.page')}</Page.Title>
      <Box padding={8}>{notice}</Box>
    </Page.Main>
  ) : (
    notice
  );
}
