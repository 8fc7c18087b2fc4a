import { Box, Button, Flex, TextButton, Typography } from '@strapi/design-system';
import { Page, useAppInfo, useClipboard, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { version } from '../../../package.json';
import { CopyField } from '../components/copy-field';
import { useAskAnew } from '../data/plugin-api';
import { PLUGIN_PATH } from '../../../contracts/plugin';
import { useText } from '../use-text';
import { failureReport, type Failure } from './failure-report';

/** How much room there is for the notice: a page of ours, a part of a page, a table cell. */
export type Part = 'page' | 'part' | 'cell';

interface FailureBoundaryProps {
  part: Part;
  /** A change, e.g. another page, clears the failure. */
  mark?: string | undefined;
  children: React.ReactNode;
}
interface FailureBoundaryState {
  failure: Failure | undefined;
  mark: string | undefined;
}

/** Keeps a failure of ours within the part where it happened, so that Strapi's panel keeps working. */
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

/** What happened, what to do, and a report for the person who can fix it. */
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
            // The row around it opens its entry on a click.
            event.stopPropagation();
            void copyReport();
          }}
        >
          {t('common.copyOf', { label: t('failure.report') })}
        </TextButton>
      </Flex>
    );
  }
  // The cached answer may be what can't be shown, so it is requested again.
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
            // The first page of a visit has no history to go back to.
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
