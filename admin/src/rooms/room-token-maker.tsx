import { Box, Button, Flex, Grid, LinkButton, Typography } from '@strapi/design-system';
import { ExternalLink, Key } from '@strapi/icons';
import * as React from 'react';
import type { ConnectorView } from '../../../contracts/connectors';
import type { MakeRoomToken } from '../../../contracts/rooms';
import { Announcer } from '../components/announcer';
import { CopyField } from '../components/copy-field';
import { Instant } from '../components/instant';
import { controlId, SwitchField, TextField } from '../connector-form/fields';
import { useMakeRoomTokenMutation } from '../data/rooms';
import { useAct, useRefusal } from '../data/use-act';
import { useText } from '../use-text';

const EMPTY = { room: '', name: '', email: '', moderator: false, recording: false };

/** Creates a link that lets one person into a room, with the chosen rights. */
export function RoomTokenMaker({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const { tellRefusal } = useAct();
  const refusalOf = useRefusal();
  const [make, { isLoading }] = useMakeRoomTokenMutation();
  const [wish, setWish] = React.useState(EMPTY);
  const [mistakes, setMistakes] = React.useState<Record<string, string>>({});
  const [made, setMade] = React.useState<MakeRoomToken.Response['data'] & { room: string }>();

  const change = (part: Partial<typeof EMPTY>) => {
    setWish((before) => ({ ...before, ...part }));
    setMistakes({});
    setMade(undefined);
  };
  const submit = async () => {
    const missing = {
      ...(wish.room.trim() === '' ? { room: t('form.missing', { label: t('rooms.room') }) } : {}),
      ...(wish.name.trim() === '' ? { name: t('form.missing', { label: t('rooms.person') }) } : {}),
    };
    if (Object.keys(missing).length > 0) {
      setMistakes(missing);
      document.getElementById(controlId(`room.${Object.keys(missing)[0] ?? ''}`))?.focus();
      return;
    }
    const { email, ...rest } = wish;
    const answer = await make({
      connectorId: connector.id,
      body: {
        ...rest,
        ...(email.trim() === '' ? {} : { email: email.trim() }),
        recording: wish.moderator && wish.recording,
      },
    });
    if ('error' in answer) {
      const { fields } = refusalOf(answer.error);
      setMistakes(fields);
      if (Object.keys(fields).length === 0) tellRefusal(answer.error);
      return;
    }
    setMade({ ...answer.data, room: wish.room.trim() });
  };
  const field = (name: keyof typeof EMPTY, label: string, help?: string) => ({
    path: `room.${name}`,
    label,
    help,
    error: mistakes[name],
  });

  return (
    <form
      noValidate
      autoComplete="off"
      aria-label={t('rooms.maker')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Typography tag="h3" variant="sigma" textColor="neutral600" paddingBottom={3}>
        {t('rooms.maker')}
      </Typography>
      <Grid.Root gap={5}>
        <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
          <TextField
            {...field('room', t('rooms.room'), t('rooms.room.help'))}
            required
            value={wish.room}
            onChange={(room) => change({ room })}
          />
        </Grid.Item>
        <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
          <TextField
            {...field('name', t('rooms.person'))}
            required
            value={wish.name}
            onChange={(name) => change({ name })}
          />
        </Grid.Item>
        <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
          <TextField
            {...field('email', t('rooms.email'))}
            type="email"
            value={wish.email}
            onChange={(email) => change({ email })}
          />
        </Grid.Item>
        <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
          <SwitchField
            {...field('moderator', t('rooms.moderator'))}
            value={wish.moderator}
            onChange={(moderator) => change({ moderator })}
          />
        </Grid.Item>
        <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
          <SwitchField
            {...field('recording', t('rooms.recording'), t('rooms.recording.help'))}
            disabled={!wish.moderator}
            value={wish.moderator && wish.recording}
            onChange={(recording) => change({ recording })}
          />
        </Grid.Item>
      </Grid.Root>
      <Box paddingTop={4}>
        <Button type="submit" variant="secondary" startIcon={<Key aria-hidden />} loading={isLoading}>
          {t('rooms.make')}
        </Button>
      </Box>
      <Announcer text={made === undefined ? t('rooms.maker') : t('rooms.made', { room: made.room })} />
      {made === undefined ? null : <Made made={made} />}
    </form>
  );
}

/** The link, how long it is valid, and its actual rights: the connector's settings override the form. */
function Made({ made }: { made: MakeRoomToken.Response['data'] }) {
  const t = useText();
  const { joinUrl, expiresAt, rights } = made;
  return (
    <Flex direction="column" alignItems="stretch" gap={3} paddingTop={4}>
      <CopyField label={t('rooms.link')} value={joinUrl} help={t('rooms.link.help')} />
      <Flex gap={5} alignItems="flex-start" wrap="wrap">
        <LinkButton
          href={joinUrl}
          isExternal
          size="S"
          variant="secondary"
          endIcon={<ExternalLink aria-hidden />}
        >
          {t('rooms.open')}
        </LinkButton>
        <Box>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {t('rooms.until')}
          </Typography>
          <Instant at={expiresAt} none="" />
        </Box>
        <Typography>
          {t(
            rights.moderator
              ? rights.recording
                ? 'rooms.rights.moderatorRecording'
                : 'rooms.rights.moderator'
              : 'rooms.rights.participant',
          )}
        </Typography>
      </Flex>
    </Flex>
  );
}
