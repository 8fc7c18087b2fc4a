import { Box, Flex, Link, LinkButton, Typography } from '@strapi/design-system';
import { CheckCircle } from '@strapi/icons';
import type * as React from 'react';
import { NavLink } from 'react-router-dom';
import type { ConnectorView, ListConnectors } from '../../../contracts/connectors';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';
import { LongText } from './long-text';
import { PanelBox } from './panel-box';

type Checklist = ListConnectors.Response['meta']['checklist'];

export const isAllSet = (checklist: Checklist) => Object.values(checklist).every(Boolean);

interface SetupChecklistProps {
  checklist: Checklist;
  connectors: ConnectorView[];
  mayManage: boolean;
}

/** Five lines that are ticked by facts, never by clicks. Each open line has one action. */
export function SetupChecklist({ checklist, connectors, mayManage }: SetupChecklistProps) {
  const t = useText();
  const first = connectors.find(({ status }) => status.authorization !== 'authorized') ?? connectors[0];
  const toConnector = !mayManage ? null : (
    <LinkButton
      tag={NavLink}
      size="S"
      variant="secondary"
      to={first === undefined ? paths.newConnector : paths.connector(first.id)}
      maxWidth="100%"
    >
      <LongText
        lines={1}
        text={
          first === undefined
            ? t('connectors.add')
            : t('checklist.openConnector', { name: first.options.name })
        }
      />
    </LinkButton>
  );
  const lines: { key: keyof Checklist; action: React.ReactNode }[] = [
    {
      key: 'encryptionKey',
      action: (
        <Link isExternal href="https://docs.strapi.io/cms/configurations/admin-panel">
          {t('checklist.howTo')}
        </Link>
      ),
    },
    // Its name is a line of config/plugins, as the help says.
    { key: 'siteName', action: null },
    {
      key: 'publicUrl',
      action: (
        <Link isExternal href="https://docs.strapi.io/cms/configurations/server">
          {t('checklist.howTo')}
        </Link>
      ),
    },
    { key: 'connectorAuthorized', action: toConnector },
    {
      key: 'recordingImported',
      action:
        connectors.length === 0 ? null : (
          <LinkButton tag={NavLink} size="S" variant="secondary" to={paths.runs()}>
            {t('checklist.openRuns')}
          </LinkButton>
        ),
    },
  ];
  return (
    <PanelBox title={t('checklist.title')}>
      <Box tag="ul">
        {lines.map(({ key, action }) => {
          const done = checklist[key];
          return (
            <Box tag="li" key={key} paddingTop={2} paddingBottom={2}>
              <Flex justifyContent="space-between" gap={4} wrap="wrap">
                <Flex gap={3} alignItems="flex-start">
                  {done ? (
                    <Box color="success600" paddingTop={1}>
                      <CheckCircle aria-hidden />
                    </Box>
                  ) : (
                    <Box paddingTop={1}>
                      <Box
                        aria-hidden
                        width="1.6rem"
                        height="1.6rem"
                        borderRadius="50%"
                        borderStyle="solid"
                        borderWidth="2px"
                        borderColor="neutral300"
                      />
                    </Box>
                  )}
                  <Box>
                    <Typography tag="p" fontWeight="semiBold">
                      {t(`checklist.${key}`)} – {done ? t('checklist.done') : t('checklist.open')}
                    </Typography>
                    {done ? null : (
                      <Typography tag="p" variant="pi" textColor="neutral600">
                        {t(`checklist.${key}.help`)}
                      </Typography>
                    )}
                  </Box>
                </Flex>
                {done ? null : action}
              </Flex>
            </Box>
          );
        })}
      </Box>
    </PanelBox>
  );
}
