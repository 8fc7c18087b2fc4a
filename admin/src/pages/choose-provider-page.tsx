import { Box, Flex, Grid, LinkButton, Typography } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import { LoadFailed } from '../components/load-failed';
import { NoticeBox } from '../components/notice-box';
import { useProvidersQuery, type ProviderInfo } from '../data/providers';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';

function ChooseProviderPage() {
  const t = useText();
  const { data: providers, error, isLoading, refetch } = useProvidersQuery();
  if (isLoading) return <Page.Loading />;
  return (
    <Page.Main>
      <Page.Title>{t('connectors.add')}</Page.Title>
      <Layouts.Header
        title={t('connectors.add')}
        subtitle={t('choose.subtitle')}
        navigationAction={<BackButton fallback={paths.connectors} />}
      />
      <Layouts.Content>
        {providers === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <Grid.Root gap={6}>
            {providers.map((provider) => (
              <Grid.Item key={provider.id} col={4} s={6} xs={12} direction="column" alignItems="stretch">
                <ProviderCard provider={provider} />
              </Grid.Item>
            ))}
          </Grid.Root>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

function ProviderCard({ provider }: { provider: ProviderInfo }) {
  const t = useText();
  return (
    <Box
      tag="article"
      aria-label={provider.label}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={6}
      height="100%"
    >
      <Flex direction="column" alignItems="stretch" justifyContent="space-between" gap={4} height="100%">
        <Box>
          <Typography tag="h2" variant="delta">
            {provider.label}
          </Typography>
          <Typography tag="p" textColor="neutral600" paddingTop={2}>
            {provider.summary}
          </Typography>
          {provider.notice === undefined ? null : (
            <Box paddingTop={3}>
              <NoticeBox tone="warning" texts={[provider.notice]} />
            </Box>
          )}
          {provider.capabilities.length === 0 ? null : (
            <Typography tag="h3" variant="sigma" textColor="neutral600" paddingTop={4}>
              {t('choose.can')}
            </Typography>
          )}
          <Box tag="ul" paddingTop={2}>
            {provider.capabilities.map((capability) => (
              <Box tag="li" key={capability} paddingBottom={1}>
                <Flex gap={2}>
                  <Box color="success600">
                    <Check aria-hidden />
                  </Box>
                  <Typography>{t(`capability.${capability}`)}</Typography>
                </Flex>
              </Box>
            ))}
          </Box>
        </Box>
        <LinkButton tag={NavLink} to={`${paths.newConnector}/${provider.id}`} variant="secondary">
          {t('choose.connect', { provider: provider.label })}
        </LinkButton>
      </Flex>
    </Box>
  );
}

// Lazy pages are loaded by their default export.
export default ChooseProviderPage;
