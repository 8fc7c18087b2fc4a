import { Box, Button, Flex, Modal, Radio, Typography } from '@strapi/design-system';
import * as React from 'react';
import { SearchBox } from '../components/list-filters';
import { LoadFailed } from '../components/load-failed';
import { useUsersQuery } from '../data/people';
import { useText } from '../use-text';

interface LinkDialogProps {
  name: string;
  /** The first search text. */
  begin: string;
  isBusy: boolean;
  onLink: (userId: number) => void;
  onClose: () => void;
}

/** Finds the user to link a host to. The link applies to future recordings too. */
export function LinkDialog({ name, begin, isBusy, onLink, onClose }: LinkDialogProps) {
  const t = useText();
  const [search, setSearch] = React.useState(begin.slice(0, 100));
  const [chosen, setChosen] = React.useState<number>();
  const {
    currentData: users,
    error,
    isFetching,
    refetch,
  } = useUsersQuery(search, { skip: search === '', refetchOnMountOrArgChange: true });
  return (
    <Modal.Root open onOpenChange={(isOpen: boolean) => (isOpen ? undefined : onClose())}>
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>{t('people.link.title', { name })}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Flex direction="column" alignItems="stretch" gap={4}>
            <Typography>{t('people.link.body')}</Typography>
            <SearchBox
              label={t('people.link.search')}
              value={search}
              onSearch={(text) => {
                setSearch(text);
                setChosen(undefined);
              }}
            />
            {error !== undefined ? (
              <LoadFailed error={error} onRetry={refetch} />
            ) : (
              <Typography variant="pi" textColor="neutral600" role="status">
                {search === ''
                  ? t('people.link.type')
                  : isFetching
                    ? t('common.loading')
                    : t('people.link.found', { count: users?.length ?? 0, search })}
              </Typography>
            )}
            {users === undefined || users.length === 0 || error !== undefined ? null : (
              <Radio.Group
                aria-label={t('people.link.users')}
                value={chosen === undefined ? '' : String(chosen)}
                onValueChange={(id: string) => setChosen(Number(id))}
              >
                {users.map((user) => (
                  <Box key={user.id} paddingBottom={2}>
                    <Radio.Item value={String(user.id)}>
                      {user.name === user.email ? user.email : `${user.name} (${user.email})`}
                    </Radio.Item>
                  </Box>
                ))}
              </Radio.Group>
            )}
          </Flex>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            disabled={chosen === undefined}
            loading={isBusy}
            onClick={() => (chosen === undefined ? undefined : onLink(chosen))}
          >
            {t('people.move.link')}
          </Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
}
