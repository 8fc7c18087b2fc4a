import { Box, Tabs, Typography } from '@strapi/design-system';
import type { CheckStepView } from '../../../contracts/connectors';
import { snippetFile, SNIPPET_LANGUAGES, uploadSnippet } from '../../../contracts/upload-snippet';
import { CopyField } from '../components/copy-field';
import { kindName } from '../missing';
import { useText } from '../use-text';

/** The entry for `config/plugins` that allows every file type that the connector imports. */
export function UploadSnippet({ rules }: { rules: NonNullable<CheckStepView['uploadRules']> }) {
  const t = useText();
  return (
    <Box paddingTop={2}>
      <Box tag="ul">
        {rules.refused.map(({ mime, kinds }) => (
          <Typography tag="li" key={mime}>
            {t('uploadRules.refused', { mime, kinds: kinds.map((kind) => kindName(t, kind)).join(', ') })}
          </Typography>
        ))}
      </Box>
      <Typography tag="p" paddingTop={1} paddingBottom={2}>
        {t('uploadRules.help')}
      </Typography>
      <Tabs.Root variant="simple" defaultValue="js">
        <Tabs.List aria-label={t('uploadRules.title')}>
          {SNIPPET_LANGUAGES.map((language) => (
            <Tabs.Trigger key={language} value={language}>
              {snippetFile(language)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {SNIPPET_LANGUAGES.map((language) => (
          <Tabs.Content key={language} value={language}>
            <Box paddingTop={2}>
              <CopyField
                label={snippetFile(language)}
                value={uploadSnippet(rules.allowing, language)}
                multiline
              />
            </Box>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Box>
  );
}
